using System.Numerics;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>The texts without exponent of the multiples of a number: digits are read as in long division, keeping the remainder.</summary>
/// <remarks>
/// The factor is <c>m × 10^z</c> or <c>m × 10^-p</c>. The digits so far are an integer, <c>q × 10^j</c> with j at most z: all that matters of it is j
/// and the remainder of q by m. A number is a multiple if j reaches z, the remainder is zero, and there are no digits but zeros after the p-th place.
/// </remarks>
internal sealed class RemainderAutomaton : IByteAutomaton
{
    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    private readonly int _modulus, _zeros, _places;

    /// <exception cref="FormatException">The factor is not greater than zero, or there would be too many remainders or digits.</exception>
    public RemainderAutomaton(JsonNumber divisor)
    {
        if (divisor.Significand.Sign <= 0) throw new FormatException("it is not greater than zero");
        if (Math.Abs((long)divisor.Exponent) > NumberLanguages.MaxDigits) throw new FormatException($"it has more than {NumberLanguages.MaxDigits} digits");
        if (divisor.Significand > NumberLanguages.MaxRemainders) throw new FormatException($"an automaton of its multiples takes more than {NumberLanguages.MaxRemainders} states");
        (_modulus, _zeros, _places) = ((int)divisor.Significand, Math.Max(divisor.Exponent, 0), Math.Max(-divisor.Exponent, 0));
    }

    public long Start => new State(NumberPart.Start, 0, 0).Pack();

    public (byte First, byte Last) Alphabet => ((byte)'-', (byte)'9');

    public long Next(long state, byte b)
    {
        State s = State.Unpack(state);
        if (b == '-') return s.Part == NumberPart.Start ? (s with { Part = NumberPart.Sign }).Pack() : -1;
        if (b == '.') return s.Part switch { NumberPart.Zero => (s with { Part = NumberPart.Point, Count = 0 }).Pack(), NumberPart.Whole => Point(s), _ => -1 };
        if (b is < (byte)'0' or > (byte)'9' || s.Part == NumberPart.Zero) return -1;
        int digit = b - '0';
        if (s.Part is NumberPart.Start or NumberPart.Sign) return new State(digit == 0 ? NumberPart.Zero : NumberPart.Whole, digit % _modulus, 0).Pack();
        if (s.Part == NumberPart.Whole) return Whole(s, digit).Pack();
        if (s.Count == _places) return digit == 0 ? (s with { Part = NumberPart.Fraction }).Pack() : -1;
        return Alive(new State(NumberPart.Fraction, ((s.Remainder * 10) + digit) % _modulus, s.Count + 1));
    }

    public bool Accepts(long state)
    {
        State s = State.Unpack(state);
        return s.Part switch
        {
            NumberPart.Zero => true,
            NumberPart.Whole => s.Count == _zeros && Scaled(s.Remainder, _places) == 0,
            NumberPart.Fraction => Scaled(s.Remainder, _places - s.Count) == 0,
            _ => false,
        };
    }

    /// <summary>The fewest digits before the point that make the number a multiple.</summary>
    public int MinBytes(long state)
    {
        State s = State.Unpack(state);
        if (s.Part != NumberPart.Whole || Accepts(state)) return 0;
        if (s.Remainder == 0) return _zeros - s.Count;
        for (int digits = 1; digits < Powers.Length; digits++)
            if (Reaches(s.Remainder, digits)) return digits + _zeros;
        return Powers.Length + _zeros;
    }

    private State Whole(State s, int digit)
    {
        if (digit == 0 && s.Count < _zeros) return s with { Count = s.Count + 1 };
        if (digit == 0) return s with { Remainder = s.Remainder * 10 % _modulus };
        return s with { Remainder = (int)((Scaled(s.Remainder, s.Count + 1) + digit) % _modulus), Count = 0 };
    }

    /// <summary>After the point zeros may follow, and digits in the places of the factor. From here on the count is of places.</summary>
    private long Point(State s) => s.Count < _zeros ? -1 : Alive(new State(NumberPart.Point, s.Remainder, 0));

    /// <summary>The state, unless no digits in the places that are left reach a multiple. Before the point some always do.</summary>
    private long Alive(State s) => Reaches(s.Remainder, _places - s.Count) ? s.Pack() : -1;

    private bool Reaches(int remainder, int digits) => digits >= Powers.Length || (_modulus - Scaled(remainder, digits)) % _modulus < Powers[digits];

    private long Scaled(int remainder, int places) => places < Powers.Length
        ? remainder * Powers[places] % _modulus : (long)(remainder * BigInteger.ModPow(10, places, _modulus) % _modulus);

    /// <summary>Fits into 37 bits.</summary>
    private readonly record struct State(NumberPart Part, int Remainder, int Count)
    {
        public long Pack() => (long)Part | ((long)Count << 4) | ((long)Remainder << 20);

        public static State Unpack(long packed) => new((NumberPart)(packed & 15), (int)(packed >> 20), (int)(packed >> 4) & 0xFFFF);
    }
}
