namespace EdgeAgent.Models;

/// <summary>What may stand in for a model's tokenizer in tests.</summary>
public sealed record ManifestStandIn
{
    /// <summary>The name of the tokenizer, as in the shared goldens.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Added tokens to rename, old text to new.</summary>
    public IReadOnlyDictionary<string, string>? Renames { get; init; }
}
