using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>Precompiled</c>: SentencePiece's map of characters, applied to user-perceived characters.</summary>
/// <remarks>
/// A grapheme cluster of less than six bytes becomes the replacement of its shortest beginning that has one, so that what follows in the
/// cluster is lost; longer ones, and those without a replacement, go character by character. SentencePiece itself takes the longest
/// beginning of the text: see <see cref="SentencePieceNormalizer"/>.
/// </remarks>
internal sealed class PrecompiledNormalizer : Normalizer
{
    private const int LongestCluster = 5;

    private readonly PrecompiledMap _map;
    private readonly byte[]?[] _ascii = new byte[]?[0x80];   // what single ASCII characters become; null: themselves
    private readonly bool _keepsAscii;

    public PrecompiledNormalizer(PrecompiledMap map)
    {
        _map = map;
        for (int c = 1; c < _ascii.Length; c++)
            if (map.TryFindShortest([(byte)c], out ReadOnlySpan<byte> replacement)) _ascii[c] = replacement.ToArray();
        _keepsAscii = Array.TrueForAll(_ascii, static replacement => replacement is null);
    }

    public override bool IsIdempotent => false;

    public override bool MakesSpaces => true;

    // Without a line feed behind a carriage return every ASCII character is a cluster.
    public override bool LeavesAsIs(ReadOnlySpan<byte> text)
        => text.Length == 0 || (_keepsAscii && Ascii.IsValid(text) && text.IndexOf("\r\n"u8) < 0);

    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        for (int at = 0; at < text.Length;)
        {
            int end = at + LengthOfUtf8(text[at..]);
            WriteUtf8(text, at, end, output);
            for (at = end; at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out int length) != OperationStatus.Done;) at += length;
            output.Keep(text, end, at);
        }
    }

    private static int LengthOfUtf8(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text)) return text.Length;
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == OperationStatus.Done) at += length;
        return at;
    }

    private void WriteUtf8(ReadOnlySpan<byte> text, int at, int end, NormalizerOutput output)
    {
        string chars = Encoding.UTF8.GetString(text[at..end]);
        ReadOnlySpan<char> clusters = GraphemeClusters.WithKnownMarks(chars);
        for (int i = 0; at < end;)
        {
            byte first = text[at];
            if (first < 0x80 && (at + 1 == end || (text[at + 1] < 0x80 && text[at + 1] != '\n')))
            {
                if (_ascii[first] is { } replacement) output.Write(replacement, at);
                else output.Keep(text, at, at + 1);
                at++;
                i++;
                continue;
            }
            int length = StringInfo.GetNextTextElementLength(clusters[i..]);
            int bytes = Encoding.UTF8.GetByteCount(chars.AsSpan(i, length));
            WriteCluster(text, at, at + bytes, output);
            at += bytes;
            i += length;
        }
    }

    private void WriteCluster(ReadOnlySpan<byte> text, int at, int end, NormalizerOutput output)
    {
        if (end - at <= LongestCluster && _map.TryFindShortest(text[at..end], out ReadOnlySpan<byte> whole))
        {
            WriteReplacement(whole, text, at, end, output);
            return;
        }
        for (int length; at < end; at += length)
        {
            Rune.DecodeFromUtf8(text[at..end], out _, out length);
            if (_map.TryFindShortest(text.Slice(at, length), out ReadOnlySpan<byte> replacement)) output.Write(replacement, at);
            else output.Keep(text, at, at + length);
        }
    }

    /// <summary>Each character stands for the one in its place, further ones for the last.</summary>
    private static void WriteReplacement(ReadOnlySpan<byte> replacement, ReadOnlySpan<byte> text, int at, int end, NormalizerOutput output)
    {
        while (replacement.Length > 0)
        {
            Rune.DecodeFromUtf8(replacement, out _, out int written);
            output.Write(replacement[..written], at);
            replacement = replacement[written..];
            Rune.DecodeFromUtf8(text[at..end], out _, out int length);
            if (at + length < end) at += length;
        }
    }
}
