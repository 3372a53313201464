using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Which characters are the same where case is ignored: ASCII letters, with the two others that fold onto them.</summary>
internal static class CaseFolding
{
    private const int LongS = 0x17F, Kelvin = 0x212A;

    /// <summary>Characters together with those of other case; null where one of them is beyond ASCII and may have case.</summary>
    public static CodePointRanges? Find(CodePointRanges characters)
    {
        List<(int First, int Last)> all = [.. characters.Ranges];
        foreach ((int first, int last) in characters.Ranges)
        {
            if (last >= 0x80 && !CodePointRanges.Of(Math.Max(first, 0x80), last).And(s_caseless.Value.Not()).IsEmpty) return null;
            for (int c = first; c <= Math.Min(last, 0x7F); c++)
            {
                if (!char.IsAsciiLetter((char)c)) continue;
                all.Add((c ^ 0x20, c ^ 0x20));
                if ((c | 0x20) == 's') all.Add((LongS, LongS));
                if ((c | 0x20) == 'k') all.Add((Kelvin, Kelvin));
            }
        }
        return CodePointRanges.Of(all);
    }

    /// <summary>Whether two neighbouring characters may together fold onto one, as ss onto the sharp s.</summary>
    public static bool MayJoin(CodePointRanges first, CodePointRanges second)
        => (Has(first, 's') && (Has(second, 's') || Has(second, 't')))
            || (Has(first, 'f') && (Has(second, 'f') || Has(second, 'i') || Has(second, 'l')));

    private static readonly Lazy<CodePointRanges> s_caseless = new(static () => new[] { "P", "Z", "N", "Sm", "Sc", "Sk", "C" }
        .Aggregate(CodePointRanges.None, static (all, name) => all.Or(UnicodeProperties.Find(name)!)).And(UnicodeProperties.Find("Nl")!.Not()));

    private static bool Has(CodePointRanges characters, char c) => characters.Contains(c);
}
