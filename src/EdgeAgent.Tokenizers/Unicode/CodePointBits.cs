namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>A set of code points: one bit each, up to the highest. Filled by one thread, then read by any number.</summary>
internal sealed class CodePointBits
{
    private ulong[] _bits = [];

    /// <summary>A set of runs as <see cref="CodePointText.Run"/> reads them.</summary>
    public static CodePointBits Parse(string runs)
    {
        var set = new CodePointBits();
        foreach (string entry in CodePointText.Entries(runs))
        {
            (int first, int last) = CodePointText.Run(entry);
            set.AddRun(first, last);
        }
        return set;
    }

    /// <summary>Whether the code point is in the set.</summary>
    public bool Contains(int codePoint)
    {
        int word = codePoint >> 6;
        return (uint)word < (uint)_bits.Length && (_bits[word] >> codePoint & 1) != 0;   // the shift counts modulo 64
    }

    /// <summary>Adds a code point.</summary>
    public void Add(int codePoint)
    {
        int word = codePoint >> 6;
        if (word >= _bits.Length) Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        _bits[word] |= 1UL << codePoint;
    }

    /// <summary>Adds all code points of a run.</summary>
    public void AddRun(int first, int last)
    {
        for (int c = first; c <= last; c++) Add(c);
    }
}
