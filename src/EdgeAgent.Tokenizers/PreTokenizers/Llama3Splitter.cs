using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>The regex of Llama 3 (numbers in groups of up to three) and of Qwen 2 (each digit alone), by hand.</summary>
internal sealed class Llama3Splitter(int longestNumber) : WordSplitter
{
    /// <summary>The regex with <c>longestNumber</c> 3.</summary>
    public const string Llama3Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The regex with <c>longestNumber</c> 1.</summary>
    public const string Qwen2Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public override int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        if (text[start] == '\'')
        {
            int contraction = Contraction(text[(start + 1)..]);
            if (contraction > 0) return start + 1 + contraction;
        }

        CodePointClass first = CodePointClasses.At(text, start, out int length);
        int at = start + length;
        if ((first & CodePointClass.Letter) != 0) return Runs.EndOfLetters(text, at);
        if ((first & CodePointClass.Number) != 0) return EndOfNumber(text, at);

        CodePointClass second = at < text.Length ? CodePointClasses.At(text, at, out length) : CodePointClass.Space;
        if ((second & CodePointClass.Letter) != 0 && (first & CodePointClass.LineBreak) == 0)
            return Runs.EndOfLetters(text, at + length);
        if (Runs.IsPunctuation(first)) return EndOfPunctuation(text, at);
        if (text[start] == ' ' && Runs.IsPunctuation(second)) return EndOfPunctuation(text, at + length);
        return EndOfSpace(text, start);
    }

    private int EndOfNumber(ReadOnlySpan<byte> text, int at)
    {
        for (int digits = 1; digits < longestNumber && at < text.Length; digits++)
        {
            if ((CodePointClasses.At(text, at, out int length) & CodePointClass.Number) == 0) break;
            at += length;
        }
        return at;
    }

    /// <summary>The end of <c>[^\s\p{L}\p{N}]*[\r\n]*</c>.</summary>
    private static int EndOfPunctuation(ReadOnlySpan<byte> text, int at)
    {
        at = Runs.EndOfPunctuation(text, at);
        while (at < text.Length && text[at] is (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    /// <summary><c>\s*[\r\n]+|\s+(?!\S)|\s+</c>: up to the last line break of the run if it has one.</summary>
    private static int EndOfSpace(ReadOnlySpan<byte> text, int start)
    {
        int endOfRun = Runs.EndOf(CodePointClass.Space, text, start);
        int lastBreak = text[start..endOfRun].LastIndexOfAny((byte)'\r', (byte)'\n');
        return lastBreak >= 0 ? start + lastBreak + 1 : Runs.EndOfSpace(text, start, endOfRun);
    }

    /// <summary>Length of <c>(?i:s|t|re|ve|m|ll|d)</c> at the start of the text; 0 if none matches. The long s (U+017F) is an s
    /// here.</summary>
    private static int Contraction(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return 0;
        switch (text[0] | 0x20)   // lower-cases: only the two cases of a letter give that letter
        {
            case 's' or 't' or 'm' or 'd': return 1;
            case 'r' or 'v' when text.Length > 1 && (text[1] | 0x20) == 'e': return 2;
            case 'l' when text.Length > 1 && (text[1] | 0x20) == 'l': return 2;
            default: return text.StartsWith("ſ"u8) ? 2 : 0;
        }
    }
}
