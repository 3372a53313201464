using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>The pieces of regex that the splitters share: runs of a class, and what a run of white space becomes.</summary>
internal static class Runs
{
    private const CodePointClass NotPunctuation = CodePointClass.Letter | CodePointClass.Number | CodePointClass.Space;

    /// <summary>Whether a class is <c>[^\s\p{L}\p{N}]</c>.</summary>
    public static bool IsPunctuation(CodePointClass c) => (c & NotPunctuation) == 0;

    /// <summary>The end of <c>\p{L}*</c> or <c>\p{N}*</c>.</summary>
    public static int EndOf(CodePointClass wanted, ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && (CodePointClasses.At(text, at, out int length) & wanted) != 0) at += length;
        return at;
    }

    /// <summary>The end of <c>[^\s\p{L}\p{N}]*</c>.</summary>
    public static int EndOfPunctuation(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && IsPunctuation(CodePointClasses.At(text, at, out int length))) at += length;
        return at;
    }

    /// <summary>The end of <c>\s+(?!\S)|\s+</c>: before a word, all white space but the last, which goes with the word; a single one stays
    /// alone.</summary>
    public static int EndOfSpace(ReadOnlySpan<byte> text, int start, int endOfRun)
    {
        if (endOfRun == text.Length) return endOfRun;
        CodePointClasses.Before(text, endOfRun, out int last);
        return endOfRun - last > start ? endOfRun - last : endOfRun;
    }
}
