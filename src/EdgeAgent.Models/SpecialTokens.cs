namespace EdgeAgent.Models;

/// <summary>Ids of the tokens that begin, end and pad a text.</summary>
public sealed record SpecialTokens
{
    /// <summary>Begins a text, or null for none.</summary>
    public int? Bos { get; init; }

    /// <summary>Each of these ends an answer.</summary>
    public IReadOnlyList<int> Eos { get; init => field = value ?? []; } = [];

    /// <summary>Pads a batch, or null for none.</summary>
    public int? Pad { get; init; }
}
