namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Punycode (RFC 3492) with the parameters of IDNA.</summary>
internal static class Punycode
{
    private const int Base = 36, TMin = 1, TMax = 26, Skew = 38, Damp = 700, FirstBias = 72, FirstCode = 128;

    /// <summary>The code points that ASCII text stands for, letters in lower case; null where it is none of Punycode.</summary>
    public static List<int>? Decode(ReadOnlySpan<char> text)
    {
        List<int> output = [];
        int basic = text.LastIndexOf('-');
        for (int i = 0; i < basic; i++) output.Add(char.ToLowerInvariant(text[i]));
        int n = FirstCode, index = 0, bias = FirstBias;
        for (int at = basic + 1; at < text.Length;)
        {
            int before = index, weight = 1;
            for (int k = Base; ; k += Base)
            {
                if (at >= text.Length) return null;
                int digit = DigitOf(text[at++]);
                if (digit < 0 || digit > (int.MaxValue - index) / weight) return null;
                index += digit * weight;
                int t = Threshold(k, bias);
                if (digit < t) break;
                if (weight > int.MaxValue / (Base - t)) return null;
                weight *= Base - t;
            }
            int count = output.Count + 1;
            bias = Adapt(index - before, count, before == 0);
            n += index / count;
            index %= count;
            if (n is > 0x10FFFF or (>= 0xD800 and <= 0xDFFF)) return null;
            output.Insert(index++, n);
        }
        return output;
    }

    /// <summary>The ASCII text for code points, without <c>xn--</c>; null where it would be longer than a label may be.</summary>
    public static string? Encode(IReadOnlyList<int> input, int maxLength)
    {
        List<char> output = [];
        foreach (int c in input)
            if (c < FirstCode) output.Add((char)c);
        int basic = output.Count, done = basic;
        if (basic > 0) output.Add('-');
        int n = FirstCode, delta = 0, bias = FirstBias;
        while (done < input.Count)
        {
            int next = int.MaxValue;
            foreach (int c in input)
                if (c >= n && c < next) next = c;
            delta += (next - n) * (done + 1); // no overflow: a label has few characters, or the length ends it before
            n = next;
            foreach (int c in input)
            {
                if (c < n) delta++;
                if (c != n) continue;
                Append(output, delta, bias);
                if (output.Count > maxLength) return null;
                bias = Adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
            delta++;
            n++;
        }
        return output.Count <= maxLength ? new string([.. output]) : null;
    }

    private static void Append(List<char> output, int delta, int bias)
    {
        for (int k = Base; ; k += Base)
        {
            int t = Threshold(k, bias);
            if (delta < t) break;
            output.Add(CharacterOf(t + ((delta - t) % (Base - t))));
            delta = (delta - t) / (Base - t);
        }
        output.Add(CharacterOf(delta));
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int Adapt(int delta, int count, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / count;
        int k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base) delta /= Base - TMin;
        return k + ((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static int DigitOf(char c) => char.IsAsciiDigit(c) ? c - '0' + 26 : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' : -1;

    private static char CharacterOf(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
