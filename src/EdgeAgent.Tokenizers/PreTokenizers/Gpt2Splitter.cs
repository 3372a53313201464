using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>GPT-2's regex by hand; Hugging Face's <c>ByteLevel</c> with <c>use_regex</c> runs it.</summary>
internal sealed class Gpt2Splitter : WordSplitter
{
    /// <summary>The regex this splitter stands for.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        if (text[start] == '\'')
        {
            int contraction = Contraction(text[(start + 1)..]);
            if (contraction > 0) return start + 1 + contraction;
        }

        int at = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        CodePointClass first = CodePointClasses.At(text, at, out int length);
        if ((first & CodePointClass.Letter) != 0) return Runs.EndOfLetters(text, at + length);
        if ((first & CodePointClass.Number) != 0) return Runs.EndOf(CodePointClass.Number, text, at + length);
        if (Runs.IsPunctuation(first)) return Runs.EndOfPunctuation(text, at + length);
        return Runs.EndOfSpace(text, start, Runs.EndOf(CodePointClass.Space, text, start));
    }

    /// <summary>Length of <c>s|t|re|ve|m|ll|d</c> at the start of the text; 0 if none matches.</summary>
    private static int Contraction(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return 0;
        if (text[0] is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d') return 1;
        return text.StartsWith("re"u8) || text.StartsWith("ve"u8) || text.StartsWith("ll"u8) ? 2 : 0;
    }
}
