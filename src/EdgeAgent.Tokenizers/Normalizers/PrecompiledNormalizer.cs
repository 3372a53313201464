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

    // Without a line feed behind a carriage return every ASCII character is a cluster.
    public override bool LeavesAsIs(ReadOnlySpan<byte> text)
        => text.Length == 0 || (_keepsAscii && Ascii.IsValid(text) && text.IndexOf("\r\n"u8) < 0);

    public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (text.Length > 0)
        {
            int valid = LengthOfUtf8(text);
            WriteUtf8(text[..valid], output);
            int broken = valid;
            while (broken < text.Length && Rune.DecodeFromUtf8(text[broken..], out _, out int length) != OperationStatus.Done) broken += length;
            output.Write(text[valid..broken]);
            text = text[broken..];
        }
    }

    private static int LengthOfUtf8(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text)) return text.Length;
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == OperationStatus.Done) at += length;
        return at;
    }

    private void WriteUtf8(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        string chars = Encoding.UTF8.GetString(text);
        ReadOnlySpan<char> clusters = GraphemeClusters.WithKnownMarks(chars);
        for (int at = 0, i = 0; at < text.Length;)
        {
            byte first = text[at];
            if (first < 0x80 && (at + 1 == text.Length || (text[at + 1] < 0x80 && text[at + 1] != '\n')))
            {
                if (_ascii[first] is { } replacement) output.Write(replacement);
                else output.Write(text.Slice(at, 1));
                at++;
                i++;
                continue;
            }
            int length = StringInfo.GetNextTextElementLength(clusters[i..]);
            int bytes = Encoding.UTF8.GetByteCount(chars.AsSpan(i, length));
            WriteCluster(text.Slice(at, bytes), output);
            at += bytes;
            i += length;
        }
    }

    private void WriteCluster(ReadOnlySpan<byte> cluster, IBufferWriter<byte> output)
    {
        if (cluster.Length <= LongestCluster && _map.TryFindShortest(cluster, out ReadOnlySpan<byte> whole))
        {
            output.Write(whole);
            return;
        }
        while (cluster.Length > 0)
        {
            Rune.DecodeFromUtf8(cluster, out _, out int length);
            output.Write(_map.TryFindShortest(cluster[..length], out ReadOnlySpan<byte> replacement) ? replacement : cluster[..length]);
            cluster = cluster[length..];
        }
    }
}
