using System.Text;
using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Regular;

/// <summary>The ways to write the characters of a set, as ranges of bytes one after the other: UTF-8, and in JSON strings the short escapes that RFC 8259 requires.</summary>
internal static class SpellingRanges
{
    /// <summary>In ascending order; ranges of one depth after the same bytes are equal or disjoint.</summary>
    public static List<(byte First, byte Last)[]> Of(CodePoints set, bool plain)
    {
        List<(byte First, byte Last)[]> ways = [];
        foreach ((int first, int last) in set.Ranges)
        {
            if (plain) AddUtf8(first, last, ways);
            else Add(first, last, ways);
        }
        ways.Sort(Compare);
        return ways;
    }

    private static int Compare((byte First, byte Last)[] a, (byte First, byte Last)[] b)
    {
        for (int i = 0; i < a.Length && i < b.Length; i++)
            if (a[i].First != b[i].First) return a[i].First.CompareTo(b[i].First);
        return a.Length.CompareTo(b.Length);
    }

    private static void Add(int first, int last, List<(byte, byte)[]> ways)
    {
        while (first <= last)
        {
            int escaped = first <= '"' ? '"' : first <= '\\' ? '\\' : int.MaxValue; // the next character from here on, above the controls, that is escaped
            if (first < ' ' || first == escaped)
            {
                ways.Add([.. JsonText.Escaped(((char)first).ToString()).Select(b => (b, b))]);
                first++;
            }
            else
            {
                int end = Math.Min(last, escaped - 1);
                AddUtf8(first, end, ways);
                first = end + 1;
            }
        }
    }

    /// <summary>
    /// Splits a range until each part is a product of byte ranges: at the lengths' limits, and where the bits below a byte are not all of 0 to all of 1
    /// (the way of Plan 9's grep, as in many engines since).
    /// </summary>
    private static void AddUtf8(int first, int last, List<(byte, byte)[]> ways)
    {
        foreach (int limit in (ReadOnlySpan<int>)[0x7F, 0x7FF, 0xFFFF])
            if (first <= limit && last > limit)
            {
                AddUtf8(first, limit, ways);
                AddUtf8(limit + 1, last, ways);
                return;
            }
        for (int bits = 6; bits < 21 && last > 0x7F; bits += 6)
        {
            int low = (1 << bits) - 1;
            if ((first & ~low) == (last & ~low)) break;
            int cut = (first & low) != 0 ? (first | low) + 1 : (last & low) != low ? last & ~low : -1;
            if (cut < 0) continue;
            AddUtf8(first, cut - 1, ways);
            AddUtf8(cut, last, ways);
            return;
        }
        Span<byte> a = stackalloc byte[4], b = stackalloc byte[4];
        int length = new Rune(first).EncodeToUtf8(a);
        _ = new Rune(last).EncodeToUtf8(b);
        (byte, byte)[] bytes = new (byte, byte)[length];
        for (int i = 0; i < length; i++) bytes[i] = (a[i], b[i]);
        ways.Add(bytes);
    }
}
