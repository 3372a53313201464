namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Whether a label is in Normalization Form C (Unicode Standard Annex 15), for labels whose characters are each allowed.</summary>
/// <remarks>.NET's own normalization is that of the machine, and none in invariant globalization.</remarks>
internal static class Composition
{
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7, Vowels = 21, Tails = 28, Syllables = 19 * Vowels * Tails;

    public static bool IsComposed(List<int> label)
    {
        if (label.TrueForAll(c => c < 0x300)) return true; // no marks, and nothing that would compose otherwise
        List<int> normal = [];
        foreach (int c in label) Decompose(c, normal);
        Order(normal);
        return Compose(normal).SequenceEqual(label);
    }

    private static void Decompose(int c, List<int> output)
    {
        int syllable = c - SyllableBase;
        if (syllable is >= 0 and < Syllables)
        {
            output.Add(LeadBase + (syllable / (Vowels * Tails)));
            output.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0) output.Add(TailBase + (syllable % Tails));
        }
        else if (IdnaTables.Instance.Decompositions.TryGetValue(c, out (int First, int Second) parts))
        {
            Decompose(parts.First, output);
            output.Add(parts.Second);
        }
        else output.Add(c);
    }

    /// <summary>Sorts each run of marks by their classes, stably.</summary>
    private static void Order(List<int> text)
    {
        IdnaTables tables = IdnaTables.Instance;
        for (int i = 1; i < text.Count; i++)
        {
            int c = text[i], rank = tables.CombiningClass(c), at = i;
            if (rank == 0) continue;
            for (; at > 0 && tables.CombiningClass(text[at - 1]) > rank; at--) text[at] = text[at - 1];
            text[at] = c;
        }
    }

    private static List<int> Compose(List<int> text)
    {
        IdnaTables tables = IdnaTables.Instance;
        List<int> output = [];
        int starter = -1, lastRank = -1;
        foreach (int c in text)
        {
            int rank = tables.CombiningClass(c);
            // A mark between with the same or a higher class, or a starter between, blocks.
            if (starter >= 0 && (lastRank < 0 || lastRank < rank) && Composed(output[starter], c) is int composed)
            {
                output[starter] = composed;
                continue;
            }
            if (rank == 0) (starter, lastRank) = (output.Count, -1);
            else lastRank = rank;
            output.Add(c);
        }
        return output;
    }

    private static int? Composed(int first, int second)
    {
        int syllable = first - SyllableBase;
        if (first is >= LeadBase and < LeadBase + 19 && second is >= VowelBase and < VowelBase + Vowels)
            return SyllableBase + ((((first - LeadBase) * Vowels) + second - VowelBase) * Tails);
        if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && second is > TailBase and < TailBase + Tails) return first + second - TailBase;
        return IdnaTables.Instance.Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }
}
