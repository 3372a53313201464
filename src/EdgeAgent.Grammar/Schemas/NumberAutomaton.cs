using System.Globalization;
using System.Numerics;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Schemas;

/// <summary>Bounds of a number type; null is open.</summary>
internal readonly record struct NumberBounds(bool Integer, JsonNumber? Min, bool MinExclusive, JsonNumber? Max, bool MaxExclusive);

/// <summary>
/// The decimal texts of the numbers within bounds: plain digits, no leading zeros, no exponent, no negative zero, no fraction for integers.
/// A state knows how the digits so far compare with the same many digits of each bound, as one does by hand; states from which no allowed number
/// can be reached are cut away, so that a mask never leads into a dead end.
/// </summary>
internal sealed class NumberAutomaton
{
    /// <summary>Bounds of more digits than this are refused: the automaton has some states for each.</summary>
    public const int MaxDigits = 700;

    private readonly List<(byte First, byte Last, int Target)>[] _edges;

    private NumberAutomaton(List<(byte, byte, int)>[] edges, bool[] accepts) => (_edges, Accepts) = (edges, accepts);

    public bool IsEmpty => _edges.Length == 0;

    public int StateCount => _edges.Length;

    public bool[] Accepts { get; }

    public IReadOnlyList<(byte First, byte Last, int Target)> Edges(int state) => _edges[state];

    /// <summary>Whether a bound is too long to follow digit by digit.</summary>
    public static bool IsTooLong(JsonNumber? bound) => bound is JsonNumber b && (b.Exponent is > MaxDigits or < -MaxDigits || BigInteger.Abs(b.Significand) > BigInteger.Pow(10, MaxDigits));

    public static NumberAutomaton Build(NumberBounds bounds)
    {
        // A negative number is a minus sign and a magnitude between the negated bounds, greater than zero; the others are magnitudes themselves.
        Magnitudes positive = new(bounds.Integer, bounds.Min, bounds.MinExclusive, bounds.Max, bounds.MaxExclusive);
        JsonNumber? low = Negate(bounds.Max), high = Negate(bounds.Min);
        bool fromZero = low is null || low.Value.Significand.Sign < 0;
        Magnitudes negative = new(bounds.Integer, fromZero ? default(JsonNumber) : low, fromZero || bounds.MaxExclusive || low!.Value.Significand.IsZero, high, bounds.MinExclusive);
        return new Explorer(positive, negative).Run();
    }

    private static JsonNumber? Negate(JsonNumber? n) => n is JsonNumber number
        ? JsonNumber.Parse(number.Significand.Sign > 0 ? "-" + number : number.ToString().TrimStart('-')) : null;

    /// <summary>Where the digits stand: before any (0), in the whole part (1), after a lone zero (2), in the fraction (3), just after the point (4).</summary>
    private readonly record struct Position(bool Negative, byte Part, int Digits, sbyte ToMin, sbyte ToMax);

    /// <summary>The allowed texts without a sign, for bounds of which a negative lower one is no bound.</summary>
    private sealed class Magnitudes
    {
        private readonly bool _integer;
        private readonly string? _minWhole, _maxWhole;
        private readonly string _minFraction = "", _maxFraction = "";
        private readonly bool _minExclusive, _maxExclusive;

        public Magnitudes(bool integer, JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive)
        {
            _integer = integer;
            if (min is JsonNumber low && low.Significand.Sign >= 0) (_minWhole, _minFraction, _minExclusive) = Split(low, minExclusive);
            if (max is not JsonNumber high) return;
            IsEmpty = high.Significand.Sign < 0;
            (_maxWhole, _maxFraction, _maxExclusive) = Split(high, maxExclusive);
        }

        public bool IsEmpty { get; }

        public static Position First(bool negative) => new(negative, 0, 0, 0, 0);

        public Position? Next(Position p, byte b)
        {
            if (IsEmpty) return null;
            if (b == '.') return _integer || p.Part is not (1 or 2) ? null : Point(p);
            if (b is < (byte)'0' or > (byte)'9' || p.Part == 2) return null;
            return p.Part is 0 or 1 ? Whole(p, b) : Fraction(p, b);
        }

        public bool Accepts(Position p)
        {
            if (IsEmpty || p.Part is 0 or 4) return false;
            Position? end = p.Part == 3 ? p : Point(p);
            if (end is not Position at) return false;
            bool aboveMin = _minWhole is null || at.ToMin > 0 || (at.Digits >= _minFraction.Length && !_minExclusive);
            bool belowMax = _maxWhole is null || at.ToMax < 0 || !_maxExclusive || at.Digits < _maxFraction.Length;
            return aboveMin && belowMax;
        }

        /// <summary>One digit more before the point; the comparison is with the bound's first so many digits.</summary>
        private Position? Whole(Position p, byte b)
        {
            int digits = p.Digits + 1;
            if (_maxWhole is not null && digits > _maxWhole.Length) return null;
            sbyte toMin = _minWhole is null || digits > _minWhole.Length ? (sbyte)1 : Compare(p.ToMin, b, _minWhole[p.Digits]);
            sbyte toMax = _maxWhole is null ? (sbyte)-1 : Compare(p.ToMax, b, _maxWhole[p.Digits]);
            // Past the longer bound the count says nothing new: one state for all.
            int counted = _maxWhole is null ? Math.Min(digits, (_minWhole?.Length ?? 0) + 1) : digits;
            return new Position(p.Negative, (byte)(p.Part == 0 && b == '0' ? 2 : 1), counted, toMin, toMax);
        }

        /// <summary>The whole part is complete: it alone may decide.</summary>
        private Position? Point(Position p)
        {
            sbyte toMin = _minWhole is null || p.Digits > _minWhole.Length ? (sbyte)1 : p.Digits < _minWhole.Length ? (sbyte)-1 : p.ToMin;
            sbyte toMax = _maxWhole is null || p.Digits < _maxWhole.Length ? (sbyte)-1 : p.ToMax;
            return toMin < 0 || toMax > 0 ? null : new Position(p.Negative, 4, 0, toMin, toMax);
        }

        private Position? Fraction(Position p, byte b)
        {
            sbyte toMin = p.ToMin == 0 ? Compare(0, b, p.Digits < _minFraction.Length ? _minFraction[p.Digits] : '0') : p.ToMin;
            sbyte toMax = p.ToMax == 0 ? Compare(0, b, p.Digits < _maxFraction.Length ? _maxFraction[p.Digits] : '0') : p.ToMax;
            if (toMin < 0 || toMax > 0) return null;
            int counted = toMin == 0 || toMax == 0 ? Math.Min(p.Digits + 1, Math.Max(_minFraction.Length, _maxFraction.Length)) : Math.Max(_minFraction.Length, _maxFraction.Length);
            return new Position(p.Negative, 3, counted, toMin, toMax);
        }

        private static sbyte Compare(sbyte before, byte digit, char bound) => before != 0 ? before : (sbyte)Math.Sign(digit - bound);

        /// <summary>Digits before and after the point.</summary>
        private static (string Whole, string Fraction, bool Exclusive) Split(JsonNumber n, bool exclusive)
        {
            string digits = BigInteger.Abs(n.Significand).ToString(CultureInfo.InvariantCulture);
            if (n.Exponent >= 0) return (digits + (n.Significand.IsZero ? "" : new string('0', n.Exponent)), "", exclusive);
            digits = digits.PadLeft(1 - n.Exponent, '0');
            return (digits[..^-n.Exponent], digits[^-n.Exponent..], exclusive);
        }
    }

    /// <summary>Visits every position that can be reached and keeps those from which a number can be completed.</summary>
    private sealed class Explorer(Magnitudes positive, Magnitudes negative)
    {
        private static readonly Position Start = new(false, 255, 0, 0, 0);

        private readonly Dictionary<Position, int> _ids = [];
        private readonly List<Position> _positions = [];
        private readonly List<List<(byte Byte, int Target)>> _edges = [];

        public NumberAutomaton Run()
        {
            IdOf(Start);
            for (int i = 0; i < _positions.Count; i++)
            {
                for (byte b = (byte)'-'; b <= '9'; b++)
                    if (Next(_positions[i], b) is Position next)
                    {
                        int target = IdOf(next);
                        _edges[i].Add((b, target));
                    }
            }
            return Prune();
        }

        private Position? Next(Position p, byte b)
        {
            if (p != Start) return (p.Negative ? negative : positive).Next(p, b);
            return b == '-' ? (negative.IsEmpty ? null : Magnitudes.First(true)) : positive.Next(Magnitudes.First(false), b);
        }

        private bool Accepts(Position p) => p != Start && (p.Negative ? negative : positive).Accepts(p);

        private int IdOf(Position p)
        {
            if (_ids.TryGetValue(p, out int id)) return id;
            _ids.Add(p, id = _positions.Count);
            _positions.Add(p);
            _edges.Add([]);
            return id;
        }

        private NumberAutomaton Prune()
        {
            bool[] live = new bool[_positions.Count];
            List<int>[] into = new List<int>[_positions.Count];
            for (int i = 0; i < into.Length; i++) into[i] = [];
            for (int i = 0; i < into.Length; i++)
                foreach ((_, int target) in _edges[i]) into[target].Add(i);
            Stack<int> open = new();
            for (int i = 0; i < live.Length; i++)
                if (live[i] = Accepts(_positions[i])) open.Push(i);
            while (open.TryPop(out int state))
                foreach (int source in into[state])
                    if (!live[source])
                    {
                        live[source] = true;
                        open.Push(source);
                    }
            if (!live[0]) return new NumberAutomaton([], []);
            int[] renumbered = new int[live.Length];
            int count = 0;
            for (int i = 0; i < live.Length; i++) renumbered[i] = live[i] ? count++ : -1;
            List<(byte, byte, int)>[] edges = new List<(byte, byte, int)>[count];
            bool[] accepts = new bool[count];
            for (int i = 0; i < live.Length; i++)
            {
                if (!live[i]) continue;
                accepts[renumbered[i]] = Accepts(_positions[i]);
                edges[renumbered[i]] = Ranges(_edges[i], renumbered);
            }
            return new NumberAutomaton(edges, accepts);
        }

        private static List<(byte, byte, int)> Ranges(List<(byte Byte, int Target)> edges, int[] renumbered)
        {
            List<(byte First, byte Last, int Target)> ranges = [];
            foreach ((byte b, int target) in edges)
            {
                int state = renumbered[target];
                if (state < 0) continue;
                if (ranges.Count > 0 && ranges[^1].Target == state && ranges[^1].Last == b - 1) ranges[^1] = (ranges[^1].First, b, state);
                else ranges.Add((b, b, state));
            }
            return ranges;
        }
    }
}
