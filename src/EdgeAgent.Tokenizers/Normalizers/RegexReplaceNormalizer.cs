using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary><c>Replace</c> with a regex as its pattern.</summary>
/// <param name="pattern">What is replaced; never matches the empty text.</param>
/// <param name="content">What takes its place.</param>
internal sealed class RegexReplaceNormalizer(PatternFinder pattern, byte[] content) : ReplaceNormalizer(content)
{
    protected override bool TryFind(ReadOnlySpan<byte> text, int from, ref long budget, out int start, out int end)
        => pattern.TryFind(text, from, ref budget, out start, out end);
}
