using EdgeAgent.Tokenizers.Decoding;

namespace EdgeAgent.Tokenizers;

/// <summary>The decoder of tokenizers whose text is their tokens' bytes joined, read as UTF-8.</summary>
internal sealed class Utf8IncrementalDecoder(Tokenizer tokenizer, bool skipSpecialTokens) : IncrementalDecoder
{
    private readonly Utf8Assembler _characters = new();

    public override string Append(int id)
        => skipSpecialTokens && tokenizer.IsSpecial(id) ? "" : _characters.Append(tokenizer.TokenBytes(id));

    public override string Flush() => _characters.Drop() > 0 ? "\uFFFD" : "";
}
