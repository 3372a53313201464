using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Replace</c>: each place where a pattern stands, from the left, without overlaps.</summary>
internal abstract class ReplaceNormalizer(byte[] content) : Normalizer
{
    /// <summary>What takes the pattern's place.</summary>
    public byte[] Content => content;

    public override bool IsIdempotent => false;

    public override bool MakesSpaces => content.Contains((byte)' ');

    public override bool LeavesAsIs(ReadOnlySpan<byte> text)
    {
        long budget = PatternFinder.Budget(text.Length);
        return !TryFind(text, 0, ref budget, out _, out _);
    }

    /// <summary>The content stands for the last character that it replaces.</summary>
    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        int done = 0;
        long budget = PatternFinder.Budget(text.Length);
        for (; TryFind(text, done, ref budget, out int start, out int end); done = end)
        {
            output.Keep(text, done, start);
            output.Write(content, end - 1);
        }
        output.Keep(text, done, text.Length);
    }

    /// <summary>Finds the first place at or after <paramref name="from"/>, which is never empty.</summary>
    protected abstract bool TryFind(ReadOnlySpan<byte> text, int from, ref long budget, out int start, out int end);
}
