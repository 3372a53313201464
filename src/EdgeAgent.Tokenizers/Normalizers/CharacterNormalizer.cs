using System.Buffers;
using System.Text;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>A normalizer that looks at one character at a time.</summary>
internal abstract class CharacterNormalizer : Normalizer
{
    public override bool IsIdempotent => true;

    public override bool MakesSpaces => false;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => NextChanged(text, 0, out _, out _) < 0;

    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        int done = 0;
        for (int next; (next = NextChanged(text, done, out int codePoint, out int length)) >= 0; done = next + length)
        {
            output.Keep(text, done, next);
            WriteChanged(codePoint, next, output);
        }
        output.Keep(text, done, text.Length);
    }

    /// <summary>Whether a character does not stay as it is.</summary>
    protected abstract bool Changes(int codePoint);

    /// <summary>Writes what a character that <see cref="Changes"/> becomes, if anything.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="output">Where it goes.</param>
    protected abstract void WriteChanged(int codePoint, int at, NormalizerOutput output);

    private int NextChanged(ReadOnlySpan<byte> text, int from, out int codePoint, out int length)
    {
        for (; from < text.Length; from += length)
        {
            OperationStatus status = Rune.DecodeFromUtf8(text[from..], out Rune rune, out length);
            codePoint = rune.Value;
            if (status == OperationStatus.Done && Changes(codePoint)) return from;
        }
        (codePoint, length) = (0, 0);
        return -1;
    }
}
