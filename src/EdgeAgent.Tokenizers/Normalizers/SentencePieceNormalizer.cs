using System.Buffers;
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

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => text.Length == 0;

    public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> part = default;
        for (int length = 0; removesSpaces; text = text[length..])
        {
            length = NextPart(text, out part);
            if (part is not [(byte)' ']) break;
        }
        if (text.Length == 0) return;

        var written = new ArrayBufferWriter<byte>(text.Length + text.Length / 2 + 16);
        if (addsSpace) WriteSpace(written);
        for (bool afterSpace = removesSpaces; text.Length > 0;)
        {
            int length = NextPart(text, out part);
            if (afterSpace) part = part.TrimStart((byte)' ');
            WritePart(part, written);
            if (part.Length > 0) afterSpace = removesSpaces && part[^1] == ' ';
            text = text[length..];
        }
        ReadOnlySpan<byte> all = written.WrittenSpan, space = marksSpaces ? SpaceMark.Utf8 : " "u8;
        while (removesSpaces && all.EndsWith(space)) all = all[..^space.Length];
        output.Write(all);
    }

    /// <summary>The next part of the text, as it will be but for its spaces; returns how long it is in the text.</summary>
    private int NextPart(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (text.Length == 0) return 0;
        int length = map is null ? 0 : map.FindLongest(text, out part);
        if (length > 0) return length;
        Rune.DecodeFromUtf8(text, out _, out length);   // a byte that is no UTF-8 stays
        part = text[..length];
        return length;
    }

    private void WritePart(ReadOnlySpan<byte> part, ArrayBufferWriter<byte> written)
    {
        for (int space; (space = part.IndexOf((byte)' ')) >= 0; part = part[(space + 1)..])
        {
            written.Write(part[..space]);
            WriteSpace(written);
        }
        written.Write(part);
    }

    private void WriteSpace(ArrayBufferWriter<byte> written) => written.Write(marksSpaces ? SpaceMark.Utf8 : " "u8);
}
