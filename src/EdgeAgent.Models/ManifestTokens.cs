namespace EdgeAgent.Models;

/// <summary>The texts of a model's special tokens.</summary>
public sealed record ManifestTokens
{
    /// <summary>Begins a text, or null for none.</summary>
    public string? Bos { get; init; }

    /// <summary>Each of these ends an answer.</summary>
    public required IReadOnlyList<string> Eos { get; init; }

    /// <summary>Pads a batch, or null for none.</summary>
    public string? Pad { get; init; }
}
