using System.Numerics;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Which members or items of one value have been looked at by a schema that accepted them: what <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> ask.</summary>
internal sealed class Evaluated
{
    private ulong[] _bits = new ulong[1];

    public void Clear() => Array.Clear(_bits);

    public void Add(int index)
    {
        int word = index >> 6;
        if (word >= _bits.Length) Array.Resize(ref _bits, (int)BitOperations.RoundUpToPowerOf2((uint)word + 1));
        _bits[word] |= 1UL << (index & 63);
    }

    public bool Has(int index)
    {
        int word = index >> 6;
        return word < _bits.Length && (_bits[word] & (1UL << (index & 63))) != 0;
    }

    public void Add(Evaluated other)
    {
        if (other._bits.Length > _bits.Length) Array.Resize(ref _bits, other._bits.Length);
        for (int i = 0; i < other._bits.Length; i++) _bits[i] |= other._bits[i];
    }
}
