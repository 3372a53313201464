using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>What <c>pre_tokenizer</c> asks for.</summary>
internal sealed class PreTokenizerSteps
{
    /// <summary>The rules, each cutting the pieces of the one before.</summary>
    public List<Splitter> Splitters { get; } = [];

    /// <summary>Whether <c>ByteLevel</c> is among them.</summary>
    public bool IsByteLevel { get; set; }

    /// <summary>Metaspace, if it is among them.</summary>
    public MetaspaceSettings? Metaspace { get; set; }

    /// <summary>Whether <c>ByteLevel</c> puts a space before pieces.</summary>
    public bool AddsSpace { get; set; }

    /// <summary>How many rules come before the one that puts a space before pieces.</summary>
    public int PrefixLevel { get; set; }
}
