using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>One thing that went wrong with one schema.</summary>
internal sealed record MaskFailure
{
    public required string Id { get; init; }

    /// <summary>One of <see cref="FailureClass"/>'s names.</summary>
    public required string Class { get; init; }

    public required string Message { get; init; }

    /// <summary>What failures of a class are counted by: code and keyword of a compile error, the type of an exception.</summary>
    public string Group { get; init; } = "";

    /// <summary>The place of the instance among the row's tests; null where the schema itself failed.</summary>
    public int? Test { get; init; }

    /// <summary>For an accepted instance: whether the text may end after it.</summary>
    public bool MayEnd { get; init; }

    /// <summary>More about it: where in the text, which token.</summary>
    public JsonObject? Details { get; init; }

    public JsonObject ToJson()
    {
        JsonObject json = new() { ["id"] = Id, ["class"] = Class, ["message"] = Message };
        if (Group.Length > 0) json["group"] = Group;
        if (Test is { } test) json["test"] = test;
        if (Class == FailureClass.InvalidAccepted) json["may_end"] = MayEnd;
        if (Details is not null)
            foreach ((string name, JsonNode? value) in Details) json[name] = value?.DeepClone();
        return json;
    }
}
