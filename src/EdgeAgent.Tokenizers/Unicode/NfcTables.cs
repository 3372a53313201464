using System.Collections.Frozen;
using System.Globalization;

namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>Look-ups of canonical normalization, made from <see cref="NfcData"/> when first needed.</summary>
/// <remarks>Hangul syllables are computed (Unicode, section 3.12). Immutable.</remarks>
internal static class NfcTables
{
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;

    private static readonly FrozenDictionary<int, (int First, int Second)> s_decompositions;   // Second 0: only one
    private static readonly FrozenDictionary<(int First, int Second), int> s_compositions;
    private static readonly FrozenDictionary<int, byte> s_classes;
    // what may compose with a character before it
    private static readonly FrozenSet<int> s_seconds;

    static NfcTables()
    {
        var decompositions = new Dictionary<int, (int, int)>();
        var compositions = new Dictionary<(int, int), int>();
        foreach (string entry in CodePointText.Entries(NfcData.Decompositions))
        {
            int mark = entry.AsSpan().IndexOfAny('=', ':'), plus = entry.IndexOf('+', StringComparison.Ordinal);
            int composed = CodePointText.Hex(entry.AsSpan(0, mark));
            (int, int) parts = plus < 0 ? (CodePointText.Hex(entry.AsSpan(mark + 1)), 0)
                : (CodePointText.Hex(entry.AsSpan(mark + 1, plus - mark - 1)), CodePointText.Hex(entry.AsSpan(plus + 1)));
            decompositions.Add(composed, parts);
            if (entry[mark] == '=') compositions.Add(parts, composed);
        }
        s_decompositions = decompositions.ToFrozenDictionary();
        s_compositions = compositions.ToFrozenDictionary();
        s_seconds = compositions.Keys.Select(static pair => pair.Item2).ToFrozenSet();
        s_classes = ReadClasses().ToFrozenDictionary();
    }

    /// <summary>The characters that normalization may change or join to others: with a combining class, a decomposition, or a place behind
    /// another in a composition.</summary>
    /// <param name="compatibility">Whether by compatibility, too.</param>
    /// <param name="composes">Whether decomposed characters are composed again.</param>
    public static CodePointBits ActiveCharacters(bool compatibility, bool composes)
    {
        var set = new CodePointBits();
        foreach (int c in s_classes.Keys) set.Add(c);
        foreach ((int c, (int first, int second)) in s_decompositions)
            if (!composes || !(TryCompose(first, second, out int composed) && composed == c)) set.Add(c);
        if (compatibility)
            foreach (int c in CompatibilityTables.Decomposable) set.Add(c);
        if (composes)
        {
            foreach (int c in s_seconds) set.Add(c);
            set.AddRun(VowelBase, VowelBase + Vowels - 1);
            set.AddRun(TrailBase + 1, TrailBase + Trails - 1);
        }
        else set.AddRun(SyllableBase, SyllableBase + Syllables - 1);
        return set;
    }

    /// <summary>The canonical combining class.</summary>
    public static byte CombiningClass(int codePoint) => s_classes.GetValueOrDefault(codePoint);

    /// <summary>Whether the character may compose with one before it.</summary>
    public static bool MayCompose(int codePoint)
        => s_seconds.Contains(codePoint) || codePoint is (>= VowelBase and < VowelBase + Vowels) or (> TrailBase and < TrailBase + Trails);

    /// <summary>One step of decomposition; <paramref name="second"/> is 0 where there is one part only.</summary>
    public static bool TryDecompose(int codePoint, out int first, out int second)
    {
        int syllable = codePoint - SyllableBase;
        if ((uint)syllable < Syllables)
        {
            int trail = syllable % Trails;
            (first, second) = trail > 0 ? (codePoint - trail, TrailBase + trail)
                : (LeadBase + syllable / (Vowels * Trails), VowelBase + syllable / Trails % Vowels);
            return true;
        }
        bool found = s_decompositions.TryGetValue(codePoint, out (int First, int Second) parts);
        (first, second) = parts;
        return found;
    }

    /// <summary>What two characters compose into.</summary>
    public static bool TryCompose(int first, int second, out int composed)
    {
        if (first is >= LeadBase and < LeadBase + Leads && second is >= VowelBase and < VowelBase + Vowels)
        {
            composed = SyllableBase + ((first - LeadBase) * Vowels + second - VowelBase) * Trails;
            return true;
        }
        if ((uint)(first - SyllableBase) < Syllables && (first - SyllableBase) % Trails == 0
            && second is > TrailBase and < TrailBase + Trails)
        {
            composed = first + second - TrailBase;
            return true;
        }
        return s_compositions.TryGetValue((first, second), out composed);
    }

    private static Dictionary<int, byte> ReadClasses()
    {
        var classes = new Dictionary<int, byte>();
        foreach (string entry in CodePointText.Entries(NfcData.CombiningClasses))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            (int first, int last) = CodePointText.Run(entry.AsSpan(0, equals));
            byte value = byte.Parse(entry.AsSpan(equals + 1), CultureInfo.InvariantCulture);
            for (int c = first; c <= last; c++) classes.Add(c, value);
        }
        return classes;
    }
}
