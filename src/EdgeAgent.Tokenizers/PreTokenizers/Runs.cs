using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers;

/// <summary>The pieces of regex that the splitters share: runs of a class, and what a run of white space becomes.</summary>
internal static class Runs
{
    private const CodePointClass NotPunctuation = CodePointClass.Letter | CodePointClass.Number | CodePointClass.Space;

    /// <summary>Whether a class is <c>[^\s\p{L}\p{N}]</c>.</summary>
    public static bool IsPunctuation(CodePointClass c) => (c & NotPunctuation) == 0;

    /// <summary>Whether a byte is a letter of ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAsciiLetter(byte value) => (uint)((value | 0x20) - 'a') < 26;

    /// <summary>The end of <c>\p{L}*</c>: letters of ASCII sixteen at a time, others one by one.</summary>
    public static int EndOfLetters(ReadOnlySpan<byte> text, int at)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        int lastWhole = text.Length - Vector128<byte>.Count;
        if (lastWhole < 0) return EndOf(CodePointClass.Letter, text, at);
        while (at < text.Length)
        {
            // Near the end of the text the last sixteen bytes; those before this place are shifted out.
            int from = Math.Min(at, lastWhole);
            uint others = OtherThanAsciiLetters(Vector128.LoadUnsafe(ref first, (nuint)from)) >> (at - from);
            if (others == 0)
            {
                at = from + Vector128<byte>.Count;
                continue;
            }
            at += BitOperations.TrailingZeroCount(others);
            if (Unsafe.Add(ref first, at) < 0x80 || (CodePointClasses.At(text, at, out int length) & CodePointClass.Letter) == 0) return at;
            at += length;
        }
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint OtherThanAsciiLetters(Vector128<byte> bytes)
    {
        Vector128<byte> inAlphabet = (bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        return Vector128.GreaterThan(inAlphabet, Vector128.Create((byte)25)).ExtractMostSignificantBits();
    }

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
