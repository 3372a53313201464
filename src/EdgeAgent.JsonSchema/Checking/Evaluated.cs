using System.Numerics;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Which members or items of a value have been looked at by a schema that accepted them: what the unevaluated keywords ask.</summary>
internal sealed class Evaluated
{
    private ulong[] _bits = new ulong[1];
    private int _used; // words: one that has been large once is cleared no further than it was used since

    public void Clear()
    {
        _bits.AsSpan(0, _used).Clear();
        _used = 0;
    }

    public void Add(int index)
    {
        int word = index >> 6;
        Reach(word + 1);
        _bits[word] |= 1UL << (index & 63);
    }

    public bool Has(int index)
    {
        int word = index >> 6;
        return word < _used && (_bits[word] & (1UL << (index & 63))) != 0;
    }

    public void Add(Evaluated other)
    {
        Reach(other._used);
        for (int i = 0; i < other._used; i++) _bits[i] |= other._bits[i];
    }

    private void Reach(int words)
    {
        if (words <= _used) return;
        if (words > _bits.Length) Array.Resize(ref _bits, (int)BitOperations.RoundUpToPowerOf2((uint)words));
        _used = words;
    }
}
