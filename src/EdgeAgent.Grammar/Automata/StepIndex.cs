namespace EdgeAgent.Grammar.Automata;

/// <summary>A hash table of small numbers that is emptied at every byte, at no cost: open addressing, slots of earlier bytes count as free.</summary>
internal sealed class StepIndex(int size)
{
    private readonly int[] _entries = new int[size]; // a power of two, twice as many as entries at least
    private readonly int[] _stamps = new int[size];
    private int _stamp;

    public void Clear()
    {
        if (++_stamp < int.MaxValue) return;
        Array.Clear(_stamps);
        _stamp = 1;
    }

    /// <summary>The slot at which a search begins.</summary>
    public int SlotOf(uint hash) => (int)((hash * 2654435769u) >> 8) & (_entries.Length - 1);

    public int Next(int slot) => (slot + 1) & (_entries.Length - 1);

    /// <summary>The entry of a slot, or -1.</summary>
    public int this[int slot] => _stamps[slot] == _stamp ? _entries[slot] : -1;

    public void Put(int slot, int entry) => (_entries[slot], _stamps[slot]) = (entry, _stamp);
}
