using System.Numerics;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>The texts without exponent of the multiples of a number: digits are read as in long division, keeping the remainder.</summary>
/// <remarks>The factor is <c>m × 10^-p</c>; a number is a multiple if its first p decimal places, as an integer, are one of m, and there are no more.</remarks>
internal sealed class RemainderAutomaton : IByteAutomaton
{
    private readonly int _modulus, _places;
    private readonly long[] _powers; // 10^i, up to the first that exceeds the modulus

    /// <exception cref="FormatException">There would be too many remainders or decimal places.</exception>
    public RemainderAutomaton(JsonNumber divisor)
    {
        if (divisor.Significand.Sign <= 0) throw new FormatException("it is not greater than zero");
        bool small = divisor.Exponent is <= 5 and >= -NumberLanguages.MaxDigits;
        BigInteger modulus = small ? divisor.Significand * BigInteger.Pow(10, Math.Max(divisor.Exponent, 0)) : 0;
        if (!small || modulus > NumberLanguages.MaxRemainders) throw new FormatException($"an automaton of its multiples takes more than {NumberLanguages.MaxRemainders} states");
        (_modulus, _places) = ((int)modulus, Math.Max(-divisor.Exponent, 0));
        _powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
    }

    public long Start => Pack(NumberPart.Start, 0, 0);

    public (byte First, byte Last) Alphabet => ((byte)'-', (byte)'9');

    public long Next(long state, byte b)
    {
        (NumberPart part, int remainder, int places) = Unpack(state);
        if (b == '-') return part == NumberPart.Start ? Pack(NumberPart.Sign, 0, 0) : -1;
        if (b == '.') return part is NumberPart.Zero or NumberPart.Whole ? Alive(NumberPart.Point, remainder, 0) : -1;
        if (b is < (byte)'0' or > (byte)'9' || part == NumberPart.Zero) return -1;
        int digit = b - '0';
        if (part is NumberPart.Start or NumberPart.Sign) return Pack(digit == 0 ? NumberPart.Zero : NumberPart.Whole, digit % _modulus, 0);
        int next = ((remainder * 10) + digit) % _modulus;
        if (part == NumberPart.Whole) return Pack(part, next, 0);
        if (places == _places) return digit == 0 ? Pack(NumberPart.Fraction, remainder, places) : -1;
        return Alive(NumberPart.Fraction, next, places + 1);
    }

    public bool Accepts(long state)
    {
        (NumberPart part, int remainder, int places) = Unpack(state);
        if (part is not (NumberPart.Zero or NumberPart.Whole or NumberPart.Fraction)) return false;
        return Scaled(remainder, _places - places) == 0;
    }

    /// <summary>The fewest digits that make the number a multiple.</summary>
    public int MinBytes(long state)
    {
        (NumberPart part, int remainder, _) = Unpack(state);
        if (part is NumberPart.Start or NumberPart.Sign || Accepts(state)) return 0;
        if (part != NumberPart.Whole) return 1;
        long scaled = remainder;
        for (int digits = 1; digits < _powers.Length; digits++)
        {
            scaled = scaled * 10 % _modulus;
            if ((_modulus - scaled) % _modulus < _powers[digits]) return digits;
        }
        return _powers.Length;
    }

    /// <summary>The state, unless no digits in the places that are left reach a multiple. Before the point some always do.</summary>
    private long Alive(NumberPart part, int remainder, int places)
    {
        int left = _places - places;
        long missing = (_modulus - Scaled(remainder, left)) % _modulus;
        return left >= _powers.Length || missing < _powers[left] ? Pack(part, remainder, places) : -1;
    }

    private long Scaled(int remainder, int places) => (long)(remainder * BigInteger.ModPow(10, places, _modulus) % _modulus);

    private static long Pack(NumberPart part, int remainder, int places) => (long)part | ((long)places << 4) | ((long)remainder << 20);

    private static (NumberPart Part, int Remainder, int Places) Unpack(long packed) =>
        ((NumberPart)(packed & 15), (int)(packed >> 20), (int)(packed >> 4) & 0xFFFF);
}
