namespace EdgeAgent.Grammar.Regular;

/// <summary>A finite set of texts, sorted: a state is the run of those that begin with what has been read, and how many bytes that is.</summary>
internal sealed class TextsAutomaton(byte[][] sorted) : IByteAutomaton
{
    private const int Bits = 21; // 2 million texts of 2 million bytes

    public long Start => Pack(0, sorted.Length, 0);

    /// <summary>Each text once, in the order of the bytes.</summary>
    /// <exception cref="LanguageTooLargeException">There are too many, or one is too long.</exception>
    public static byte[][] Sort(IEnumerable<byte[]> texts)
    {
        byte[][] all = [.. texts];
        Array.Sort(all, (a, b) => a.AsSpan().SequenceCompareTo(b));
        int kept = 0;
        for (int i = 0; i < all.Length; i++)
            if (kept == 0 || !all[i].AsSpan().SequenceEqual(all[kept - 1])) all[kept++] = all[i];
        if (kept >= 1 << Bits || all.Any(t => t.Length >= 1 << Bits)) throw new LanguageTooLargeException("it lists too many texts, or too long ones");
        return all[..kept];
    }

    public long Next(long state, byte b)
    {
        (int from, int to, int depth) = Unpack(state);
        if (sorted[from].Length == depth) from++; // the one that ends here is the first
        from = FirstNotBelow(from, to, depth, b);
        int end = FirstNotBelow(from, to, depth, b + 1);
        return from < end ? Pack(from, end, depth + 1) : -1;
    }

    public bool Accepts(long state)
    {
        (int from, _, int depth) = Unpack(state);
        return sorted[from].Length == depth;
    }

    private int FirstNotBelow(int from, int to, int depth, int b)
    {
        while (from < to)
        {
            int middle = (from + to) >> 1;
            if (sorted[middle][depth] < b) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    private static long Pack(int from, int to, int depth) => ((long)from << (2 * Bits)) | ((long)to << Bits) | (uint)depth;

    private static (int From, int To, int Depth) Unpack(long state) =>
        ((int)(state >> (2 * Bits)), (int)(state >> Bits) & ((1 << Bits) - 1), (int)state & ((1 << Bits) - 1));
}
