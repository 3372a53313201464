namespace EdgeAgent.Grammar.Automata;

/// <summary>
/// Equality of JSON texts as JSON Schema compares values: numbers by value, objects without order. The texts are sound, without a name twice, and their strings
/// have one spelling each. Works on the bytes; allocates nothing.
/// </summary>
internal static partial class JsonEquality
{
    /// <summary>A hash that is the same for equal values.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        int at = 0;
        return Hash(text, ref at);
    }

    /// <summary>Whether two values are equal.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        (int i, int j) = (0, 0);
        return AreEqual(a, ref i, b, ref j);
    }

    private static ulong Hash(ReadOnlySpan<byte> text, ref int at)
    {
        SkipWhite(text, ref at);
        switch (text[at])
        {
            case (byte)'{':
                ulong sum = 0;
                for (at++; NextPart(text, ref at, '}');)
                {
                    ulong name = Mix(OfBytes(Bare(text, ref at)), 5);
                    sum += Mix(name ^ Hash(text, ref at), 7); // a sum: the order does not count
                }
                return Mix(sum, 1);
            case (byte)'[':
                ulong list = 2;
                for (at++; NextPart(text, ref at, ']');) list = Mix(list, 3) + Hash(text, ref at);
                return Mix(list, 4);
            case >= (byte)'0' and <= (byte)'9' or (byte)'-':
                Decimal number = Decimal.Read(Bare(text, ref at));
                ulong digits = number.IsNegative ? 11UL : 12UL;
                for (int i = 0; i < number.Count; i++) digits = Mix(digits, number.Digit(i));
                return Mix(digits, (ulong)number.Exponent);
            default: return OfBytes(Bare(text, ref at));
        }
    }

    private static bool AreEqual(ReadOnlySpan<byte> a, ref int i, ReadOnlySpan<byte> b, ref int j)
    {
        SkipWhite(a, ref i);
        SkipWhite(b, ref j);
        bool numbers = IsNumber(a[i]) && IsNumber(b[j]);
        if (a[i] != b[j] && !numbers) return false;
        if (a[i] == '{') return AreEqualObjects(a, ref i, b, ref j);
        if (a[i] != '[')
        {
            ReadOnlySpan<byte> left = Bare(a, ref i), right = Bare(b, ref j);
            return numbers ? Decimal.Read(left).Equals(Decimal.Read(right)) : left.SequenceEqual(right);
        }
        i++;
        j++;
        while (true)
        {
            (bool left, bool right) = (NextPart(a, ref i, ']'), NextPart(b, ref j, ']'));
            if (left != right) return false;
            if (!left) return true;
            if (!AreEqual(a, ref i, b, ref j)) return false;
        }
    }

    private static bool AreEqualObjects(ReadOnlySpan<byte> a, ref int i, ReadOnlySpan<byte> b, ref int j)
    {
        (int first, int count) = (j + 1, 0);
        for (i++; NextPart(a, ref i, '}'); count++)
        {
            ReadOnlySpan<byte> name = Bare(a, ref i);
            int value = first;
            while (true)
            {
                if (!NextPart(b, ref value, '}')) return false;
                if (Bare(b, ref value).SequenceEqual(name)) break;
                Skip(b, ref value);
            }
            if (!AreEqual(a, ref i, b, ref value)) return false;
        }
        for (j = first; NextPart(b, ref j, '}'); count--)
        {
            Bare(b, ref j);
            Skip(b, ref j);
        }
        return count == 0;
    }

    /// <summary>Goes to the next member or item; past the closing bracket where there is none.</summary>
    private static bool NextPart(ReadOnlySpan<byte> text, ref int at, char close)
    {
        SkipWhite(text, ref at);
        if (text[at] == ',')
        {
            at++;
            SkipWhite(text, ref at);
        }
        if (text[at] != close) return true;
        at++;
        return false;
    }

    /// <summary>The bytes of a scalar or a name, which is passed over.</summary>
    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> text, ref int at)
    {
        SkipWhite(text, ref at);
        int start = at;
        if (text[at] == '"')
        {
            for (at++; text[at] != '"'; at++)
                if (text[at] == '\\') at++;
            at++;
        }
        else while (at < text.Length && text[at] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) at++;
        return text[start..at];
    }

    private static void Skip(ReadOnlySpan<byte> text, ref int at)
    {
        SkipWhite(text, ref at);
        if (text[at] is not ((byte)'{' or (byte)'['))
        {
            Bare(text, ref at);
            return;
        }
        int depth = 0;
        do
        {
            if (text[at] == '"') Bare(text, ref at);
            else depth += text[at++] switch { (byte)'{' or (byte)'[' => 1, (byte)'}' or (byte)']' => -1, _ => 0 };
        }
        while (depth > 0);
    }

    private static bool IsNumber(byte b) => b is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    private static void SkipWhite(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)':') at++;
    }

    private static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in bytes) hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }

    /// <summary>The value of a number's text: digits without zeros at either end, and a power of ten.</summary>
    private readonly ref struct Decimal
    {
        private readonly ReadOnlySpan<byte> _digits; // from the first that counts to the last, with the point if it is between them
        private readonly int _point; // its place among them, or -1

        private Decimal(ReadOnlySpan<byte> digits, long exponent, bool isNegative)
        {
            _digits = digits;
            (Exponent, IsNegative, _point) = (exponent, isNegative, digits.IndexOf((byte)'.'));
            Count = digits.Length - (_point >= 0 ? 1 : 0);
        }

        public long Exponent { get; }

        public bool IsNegative { get; }

        public int Count { get; }

        public byte Digit(int i) => _digits[_point >= 0 && i >= _point ? i + 1 : i];

        public static Decimal Read(ReadOnlySpan<byte> text)
        {
            bool isNegative = text[0] == '-';
            if (isNegative) text = text[1..];
            long exponent = 0;
            int e = text.IndexOfAny((byte)'e', (byte)'E');
            if (e >= 0)
            {
                exponent = ReadExponent(text[(e + 1)..]);
                text = text[..e];
            }
            int point = text.IndexOf((byte)'.');
            int last = text.Length - 1;
            while (last >= 0 && text[last] is (byte)'0' or (byte)'.') last--;
            if (last < 0) return default; // zero, whatever its sign
            int first = 0;
            while (text[first] is (byte)'0' or (byte)'.') first++;
            // The power of ten of the last digit that counts.
            int whole = point < 0 ? text.Length : point;
            exponent += last < whole ? whole - 1 - last : whole - last;
            return new Decimal(text[first..(last + 1)], exponent, isNegative);
        }

        public bool Equals(Decimal other)
        {
            if (Count != other.Count || Exponent != other.Exponent || IsNegative != other.IsNegative) return false;
            for (int i = 0; i < Count; i++)
                if (Digit(i) != other.Digit(i)) return false;
            return true;
        }

        private static long ReadExponent(ReadOnlySpan<byte> text)
        {
            long value = 0;
            foreach (byte b in text)
                if (b is >= (byte)'0' and <= (byte)'9') value = Math.Min((value * 10) + b - '0', 1L << 50);
            return text[0] == '-' ? -value : value;
        }
    }
}
