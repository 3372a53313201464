using System.Collections.Concurrent;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>The texts of numbers within bounds, or with no more than so many decimal places, or both.</summary>
/// <remarks>
/// A number is its significant digits and the power of ten of the first one (its magnitude), to which an exponent adds. It is compared with a bound
/// by magnitude, then digit by digit. So when the digits have been read, the exponents that bring it within the bounds are an interval, and a text
/// without exponent is one with exponent zero. States that lead to no number are found by looking, and remembered.
/// </remarks>
internal sealed class DecimalAutomaton : IByteAutomaton
{
    /// <summary>With more digits before or after the point no exponent is offered: a double has 17.</summary>
    private const int ExponentDigits = 18;

    /// <summary>The digits so far are less (greater) than as many of the bound; else so many are equal.</summary>
    private const int Less = 1022, Greater = 1023;
    private const int Far = 10_000;

    private readonly NumberForms _forms;
    private readonly DecimalRange _range;
    private readonly bool _canonical, _exponents, _zero;
    private readonly Magnitudes _positive, _negative;
    private readonly int? _unit;
    private readonly int _maxWhole, _maxZeros, _maxPlaces;
    private readonly ConcurrentDictionary<long, bool> _alive = new();

    /// <summary>Makes an automaton.</summary>
    /// <param name="forms">How numbers are written.</param>
    /// <param name="range">The bounds.</param>
    /// <param name="unit">The power of ten, zero at most, of which they are multiples; null for no such demand.</param>
    /// <param name="exponents">Whether there may be exponents where the forms allow them.</param>
    /// <exception cref="FormatException">A bound has too many digits.</exception>
    public DecimalAutomaton(NumberForms forms, DecimalRange range, int? unit, bool exponents = true)
    {
        (_forms, _range, _unit, _zero) = (forms, range, unit, range.HasZero);
        (_canonical, _exponents) = (forms == NumberForms.Canonical, exponents && forms == NumberForms.Any);
        (_positive, _negative) = (range.Of(negative: false), range.Of(negative: true));
        int high = 0, low = 0;
        foreach (DecimalBound? bound in (DecimalBound?[])[_positive.Low, _positive.High, _negative.Low, _negative.High])
            if (bound is not null) (high, low) = (Math.Max(high, bound.Magnitude), Math.Min(low, bound.Magnitude));
        int counted = _exponents ? ExponentDigits + 1 : 0;
        _maxWhole = Math.Max(counted, high + 2);
        _maxZeros = Math.Max(counted, 1 - low);
        _maxPlaces = unit is int u ? Math.Max(counted, 1 - u) : counted;
        IsEmpty = !IsAlive(Start);
    }

    /// <summary>Whether there is no such number.</summary>
    public bool IsEmpty { get; }

    public long Start => new DecimalState(NumberPart.Start, false).Pack();

    public (byte First, byte Last) Alphabet => ((byte)'+', (byte)'e');

    public long Next(long state, byte b)
    {
        long next = Step(state, b);
        return next >= 0 && IsAlive(next) ? next : -1;
    }

    public bool Accepts(long state)
    {
        NumberPart part = (NumberPart)(state & 15);
        if (part >= NumberPart.Letter) return ExponentState.Unpack(state).Accepts;
        if (part is not (NumberPart.Zero or NumberPart.Whole or NumberPart.Fraction)) return false;
        DecimalState s = DecimalState.Unpack(state);
        if (_canonical && ((part == NumberPart.Fraction && s.EndsInZero) || (s.Negative && !s.Significant))) return false;
        (int low, int high) = Exponents(s);
        return low <= 0 && high >= 0;
    }

    /// <summary>The numbers in both, as one automaton; null where the other is of another kind.</summary>
    public IByteAutomaton? Intersect(IByteAutomaton other) => other is DecimalAutomaton d && d._forms == _forms
        ? new DecimalAutomaton(_forms, _range.Intersect(d._range), _unit is int a && d._unit is int b ? Math.Max(a, b) : _unit ?? d._unit, _exponents && d._exponents) : null;

    /// <summary>The numbers in this and not in the other, as the union of some automata; null where the other is not just bounds.</summary>
    public IReadOnlyList<IByteAutomaton>? Subtract(IByteAutomaton other)
    {
        if (other is not DecimalAutomaton d || d._forms != _forms || d._unit is not null || (_exponents && !d._exponents)) return null;
        List<IByteAutomaton> parts = [];
        if (d._range.Min is JsonNumber min) parts.Add(new DecimalAutomaton(_forms, _range.Intersect(new DecimalRange(null, false, min, !d._range.MinExclusive)), _unit, _exponents));
        if (d._range.Max is JsonNumber max) parts.Add(new DecimalAutomaton(_forms, _range.Intersect(new DecimalRange(max, !d._range.MaxExclusive, null, false)), _unit, _exponents));
        return parts;
    }

    private long Step(long state, byte b)
    {
        if ((NumberPart)(state & 15) >= NumberPart.Letter) return ExponentState.Unpack(state).Next(b);
        DecimalState s = DecimalState.Unpack(state);
        switch (b)
        {
            case (byte)'-': return s.Part == NumberPart.Start ? new DecimalState(NumberPart.Sign, true).Pack() : -1;
            case (byte)'.': return s.Part is NumberPart.Zero or NumberPart.Whole && !(_canonical && _unit == 0) ? (s with { Part = NumberPart.Point }).Pack() : -1;
            case (byte)'e' or (byte)'E': return Letter(s);
            case >= (byte)'0' and <= (byte)'9': return Digit(s, b - '0');
            default: return -1;
        }
    }

    private long Digit(DecimalState s, int digit)
    {
        switch (s.Part)
        {
            case NumberPart.Start or NumberPart.Sign when digit == 0: return (s with { Part = NumberPart.Zero }).Pack();
            case NumberPart.Start or NumberPart.Sign or NumberPart.Whole:
                s.Part = NumberPart.Whole;
                s.Whole = Math.Min(s.Whole + 1, _maxWhole);
                s.Trailing = digit > 0 || _unit is null ? 0 : Math.Min(s.Trailing + 1, ExponentDigits + 1);
                return Compared(s, digit).Pack();
            case NumberPart.Point or NumberPart.Fraction:
                s.Part = NumberPart.Fraction;
                s.Places = Math.Min(s.Places + 1, _maxPlaces);
                s.EndsInZero = _canonical && digit == 0;
                if (!s.Significant && digit == 0) s.Zeros = Math.Min(s.Zeros + 1, _maxZeros);
                if (digit > 0 && _unit is not null) (s.LastPlace, s.Trailing) = (s.Places, 0);
                return Compared(s, digit).Pack();
            default: return -1;
        }
    }

    private DecimalState Compared(DecimalState s, int digit)
    {
        s.Significant |= digit > 0;
        if (!s.Significant) return s;
        Magnitudes range = s.Negative ? _negative : _positive;
        s.ToLow = Compare(s.ToLow, digit, range.Low);
        s.ToHigh = Compare(s.ToHigh, digit, range.High);
        return s;
    }

    private static int Compare(int before, int digit, DecimalBound? bound)
    {
        if (bound is null || before >= Less) return before;
        int other = before < bound.Digits.Length ? bound.Digits[before] - '0' : 0;
        return digit < other ? Less : digit > other ? Greater : Math.Min(before + 1, bound.Digits.Length);
    }

    /// <summary>Which exponents bring the digits so far within the bounds; an empty interval where none does.</summary>
    private (int Low, int High) Exponents(DecimalState s)
    {
        (int low, int high) = (-Far, Far);
        if (!s.Significant) return _zero ? (low, high) : (1, 0);
        Magnitudes range = s.Negative ? _negative : _positive;
        if (!range.Any) return (1, 0);
        int magnitude = s.Whole > 0 ? s.Whole - 1 : -s.Zeros - 1;
        if (range.Low is DecimalBound min)
        {
            bool above = s.ToLow == Greater || (s.ToLow == min.Digits.Length && !min.Exclusive);
            low = min.Magnitude - magnitude + (above ? 0 : 1);
        }
        if (range.High is DecimalBound max)
        {
            bool below = s.ToHigh == Less || (s.ToHigh < max.Digits.Length) || (s.ToHigh == max.Digits.Length && !max.Exclusive);
            high = max.Magnitude - magnitude - (below ? 0 : 1);
        }
        if (_unit is int unit) low = Math.Max(low, s.LastPlace > 0 ? s.LastPlace + unit : unit - s.Trailing);
        return (low, high);
    }

    private long Letter(DecimalState s)
    {
        if (!_exponents || s.Part is not (NumberPart.Zero or NumberPart.Whole or NumberPart.Fraction)) return -1;
        if (s.Whole > ExponentDigits || s.Places > ExponentDigits) return -1;
        (int low, int high) = Exponents(s);
        return ExponentState.First(low, high);
    }

    /// <summary>Whether it is plain that no more digits, and no exponent, bring the number within the bounds: the same digits in front move all the limits together.</summary>
    private bool IsHopeless(long state)
    {
        if ((NumberPart)(state & 15) >= NumberPart.Letter) return false;
        DecimalState s = DecimalState.Unpack(state);
        if (!s.Significant) return false;
        Magnitudes range = s.Negative ? _negative : _positive;
        if (!range.Any) return true;
        int magnitude = s.Whole > 0 ? s.Whole - 1 : -s.Zeros - 1, low = -Far, high = Far;
        if (range.Low is DecimalBound min) low = min.Magnitude - magnitude + (s.ToLow == Less ? 1 : 0);
        if (range.High is DecimalBound max) high = max.Magnitude - magnitude - (s.ToHigh == Greater || (s.ToHigh == max.Digits.Length && max.Exclusive) ? 1 : 0);
        if (_unit is int unit) low = Math.Max(low, s.LastPlace > 0 ? s.LastPlace + unit : unit - s.Trailing);
        if (low > high) return true;
        bool exponent = _exponents && s.Whole <= ExponentDigits && s.Places <= ExponentDigits;
        return !exponent && (high < 0 || (low > 0 && s.Part is NumberPart.Point or NumberPart.Fraction));
    }

    /// <summary>Whether a number is reached from a state; looks first where the digits follow those of the bounds.</summary>
    private bool IsAlive(long start)
    {
        if (_alive.TryGetValue(start, out bool known)) return known;
        if (IsHopeless(start)) return _alive[start] = false;
        Dictionary<long, long> from = new() { [start] = -1 };
        Stack<long> open = new([start]);
        while (open.TryPop(out long state))
        {
            bool found = Accepts(state) || (NumberPart)(state & 15) == NumberPart.Letter || (_alive.TryGetValue(state, out bool alive) && alive);
            if (found)
            {
                for (long at = state; at >= 0; at = from[at]) _alive[at] = true;
                return true;
            }
            foreach (byte b in Preference(state))
                if (Step(state, b) is >= 0 and long next && !(_alive.TryGetValue(next, out bool dead) && !dead) && !IsHopeless(next) && from.TryAdd(next, state)) open.Push(next);
        }
        foreach (long state in from.Keys) _alive[state] = false;
        return false;
    }

    /// <summary>Bytes to try from a state, the best last.</summary>
    private byte[] Preference(long state)
    {
        byte[] bytes = [.. "-.0123456789eE+"u8, 0, 0];
        if ((NumberPart)(state & 15) >= NumberPart.Letter) return bytes;
        DecimalState s = DecimalState.Unpack(state);
        Magnitudes range = s.Negative ? _negative : _positive;
        bytes[^2] = Following(s.ToHigh, range.High);
        bytes[^1] = Following(s.ToLow, range.Low);
        return bytes;
    }

    private static byte Following(int at, DecimalBound? bound) => bound is null || at >= Less ? (byte)0 : at < bound.Digits.Length ? (byte)bound.Digits[at] : (byte)'0';
}
