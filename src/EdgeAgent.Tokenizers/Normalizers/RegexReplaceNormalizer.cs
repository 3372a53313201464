namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary><c>Replace</c> with a regex as its pattern, of the kind that <see cref="CharacterPattern"/> reads.</summary>
internal sealed class RegexReplaceNormalizer(CharacterPattern pattern, byte[] content) : ReplaceNormalizer(content)
{
    protected override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end) => pattern.TryFind(text, from, out start, out end);
}
