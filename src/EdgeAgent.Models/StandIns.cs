namespace EdgeAgent.Models;

/// <summary>Which parts of a package are not the model's own: it is for tests of shape and speed, its answers mean nothing.</summary>
public sealed record StandIns
{
    /// <summary>The tokenizer is another model's.</summary>
    public bool Tokenizer { get; init; }

    /// <summary>The weights are random.</summary>
    public bool Weights { get; init; }

    /// <summary>What stands in for what, as a sentence.</summary>
    public string? Note { get; init; }
}
