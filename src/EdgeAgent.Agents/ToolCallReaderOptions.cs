namespace EdgeAgent.Agents;

/// <summary>What a <see cref="ToolCallReader"/> looks for and what it mends.</summary>
/// <remarks>Immutable and thread-safe. A value outside its range is refused when it is set.</remarks>
public sealed record ToolCallReaderOptions
{
    /// <summary>Every default.</summary>
    public static ToolCallReaderOptions Default { get; } = new();

    /// <summary>Mends nothing: a call is right as it stands, or an error.</summary>
    public static ToolCallReaderOptions Strict { get; } = new() { MaxRepairs = 0 };

    /// <summary>The formats to look for. Default all: they do not get in each other's way.</summary>
    public ToolCallFormats Formats { get; init; } = ToolCallFormats.All;

    /// <summary>Things mended in one call at most, 0 to 64; a call that needs more is an error. Default 8: beyond that the text is no
    /// longer what the model meant.</summary>
    public int MaxRepairs
    {
        get;
        init => field = value is >= 0 and <= 64 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxRepairs), value, "Allow 0 to 64 repairs in a call.");
    } = 8;

    /// <summary>Characters of one call at most, 256 to 16,777,216; a longer one is an error. Default 262,144.</summary>
    public int MaxCallLength
    {
        get;
        init => field = value is >= 256 and <= 1 << 24 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxCallLength), value, "Allow 256 to 16,777,216 characters in a call.");
    } = 1 << 18;
}
