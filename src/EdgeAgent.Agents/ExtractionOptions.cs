using System.Text.Json;

namespace EdgeAgent.Agents;

/// <summary>How <see cref="Agent.ExtractAsync{T}"/> asks for a value.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record ExtractionOptions
{
    /// <summary>What to look for, in a sentence or two; goes before the schema. Default: an English sentence that says to take the
    /// values from the text and to invent none.</summary>
    public string Instructions { get; init; } =
        "Read the text and write what it says as one JSON value. Take every value from the text. Use null or leave out what it does not say.";

    /// <summary>Whether the schema stands in the prompt. Default true: a client may hold the model to the schema, but only a model that has
    /// read the names knows what they ask for.</summary>
    public bool ShowSchema { get; init; } = true;

    /// <summary>Tokens of the answer at most, 1 to 1,000,000. Default 1,024.</summary>
    public int MaxOutputTokens
    {
        get;
        init => field = value is >= 1 and <= 1_000_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxOutputTokens), value, "Allow 1 to 1,000,000 tokens.");
    } = 1_024;

    /// <summary>Model calls at most, 1 to 8; each after the first is told what was wrong with the answer before. Default 2; a client that
    /// holds the model to the schema needs one.</summary>
    public int MaxAttempts
    {
        get;
        init => field = value is >= 1 and <= 8 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxAttempts), value, "Allow 1 to 8 attempts.");
    } = 2;

    /// <summary>How the type is described and read. Default that of tools: enum members in snake_case. Where reflection is switched off, options
    /// with a source-generated resolver for the type.</summary>
    public JsonSerializerOptions? SerializerOptions { get; init; }
}
