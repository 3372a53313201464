using System.Text;
using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>What SentencePiece itself does to a text, as the <c>normalizer_spec</c> of its model says. Source: normalizer.cc.</summary>
/// <param name="map">The map of characters, or null: the longest beginning of the rest of the text that has a replacement gets it.</param>
/// <param name="addsSpace">Whether a space goes before the text (<c>add_dummy_prefix</c>).</param>
/// <param name="removesSpaces">Whether spaces at the ends vanish, and several become one (<c>remove_extra_whitespaces</c>).</param>
/// <param name="marksSpaces">Whether spaces become U+2581 (<c>escape_whitespaces</c>).</param>
internal sealed class SentencePieceNormalizer(PrecompiledMap? map, bool addsSpace, bool removesSpaces, bool marksSpaces) : Normalizer
{
    public override bool IsIdempotent => false;

    public override bool MakesSpaces => !marksSpaces;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => text.Length == 0;

    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        int at = 0;
        while (removesSpaces && at < text.Length)
        {
            int length = NextPart(text[at..], out ReadOnlySpan<byte> part);
            if (part is not [(byte)' ']) break;
            at += length;
        }
        if (at == text.Length) return;

        // Spaces wait for what follows them: those at the end vanish, also such as the text itself has marked.
        List<int> spaces = addsSpace ? [at] : [];
        for (bool afterSpace = removesSpaces; at < text.Length;)
        {
            int length = NextPart(text[at..], out ReadOnlySpan<byte> part);
            if (afterSpace) part = part.TrimStart((byte)' ');
            WritePart(part, at, spaces, output);
            if (part.Length > 0) afterSpace = removesSpaces && part[^1] == ' ';
            at += length;
        }
        if (!removesSpaces) WriteSpaces(spaces, output);
    }

    /// <summary>The next part of the text, as it will be but for its spaces; returns how long it is in the text.</summary>
    private int NextPart(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> part)
    {
        part = default;
        int length = map is null ? 0 : map.FindLongest(text, out part);
        if (length > 0) return length;
        Rune.DecodeFromUtf8(text, out _, out length);   // a byte that is no UTF-8 stays
        part = text[..length];
        return length;
    }

    private void WritePart(ReadOnlySpan<byte> part, int at, List<int> spaces, NormalizerOutput output)
    {
        while (part.Length > 0)
        {
            int space = part[0] == ' ' ? 1 : marksSpaces && part.StartsWith(SpaceMark.Utf8) ? SpaceMark.Utf8.Length : 0;
            if (space > 0)
            {
                spaces.Add(at);
                part = part[space..];
                continue;
            }
            WriteSpaces(spaces, output);
            int next = part.IndexOf((byte)' '), mark = marksSpaces ? part.IndexOf(SpaceMark.Utf8) : -1;
            int length = next < 0 ? mark : mark < 0 ? next : Math.Min(next, mark);
            output.Write(length < 0 ? part : part[..length], at);
            part = length < 0 ? default : part[length..];
        }
    }

    private void WriteSpaces(List<int> spaces, NormalizerOutput output)
    {
        foreach (int at in spaces) output.Write(marksSpaces ? SpaceMark.Utf8 : " "u8, at);
        spaces.Clear();
    }
}
