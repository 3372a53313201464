using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace EdgeAgent.Tokenizers.Decoding;

/// <summary>The text of a whole sequence of SentencePiece-style tokens, as Hugging Face's decoders Replace, ByteFallback, Fuse, Strip and
/// Metaspace make it.</summary>
internal static class PieceDecoder
{
    public static string Decode(Tokenizer tokenizer, PieceDecoding decoding, ReadOnlySpan<int> ids, bool skipSpecialTokens)
    {
        var text = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length * 4));
        var run = new ArrayBufferWriter<byte>();   // of byte tokens
        bool first = true;
        foreach (int id in ids)
        {
            if (skipSpecialTokens && tokenizer.IsSpecial(id)) continue;
            ReadOnlySpan<byte> bytes = tokenizer.TokenBytes(id);
            if (bytes.IsEmpty) continue;   // an id without text is no token at all to the library
            if (first) bytes = decoding.First(id, bytes);
            first = false;
            if (decoding.IsByteToken(id))
            {
                run.Write(bytes);
                continue;
            }
            EndRun(run, text);
            text.Write(bytes);
        }
        EndRun(run, text);
        ReadOnlySpan<byte> all = text.WrittenSpan;
        for (int strip = decoding.StripStart; strip > 0 && all.Length > 0 && all[0] == ' '; strip--) all = all[1..];
        return Encoding.UTF8.GetString(all);
    }

    private static void EndRun(ArrayBufferWriter<byte> run, ArrayBufferWriter<byte> text)
    {
        if (run.WrittenCount == 0) return;
        if (Utf8.IsValid(run.WrittenSpan)) text.Write(run.WrittenSpan);
        else
            for (int i = 0; i < run.WrittenCount; i++) text.Write("\uFFFD"u8);
        run.ResetWrittenCount();
    }
}
