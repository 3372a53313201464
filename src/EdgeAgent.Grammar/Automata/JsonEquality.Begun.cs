namespace EdgeAgent.Grammar.Automata;

/// <summary>A value that is still being written beside one that is there: can it become equal?</summary>
internal static partial class JsonEquality
{
    private const int Differs = -1, Same = -2, Open = -3;

    /// <summary>Whether a text that has begun can go on so that it is equal to another value.</summary>
    /// <param name="begun">Sound JSON as far as it goes.</param>
    /// <param name="whole">The other value's text.</param>
    /// <param name="rests">Takes the ways in which a string or name that the text ends in must go on for that, with the closing quote, as parts of <paramref name="whole"/>.</param>
    public static bool CanBecome(ReadOnlySpan<byte> begun, ReadOnlySpan<byte> whole, ref TextRests rests)
    {
        (int i, int j) = (0, 0);
        return Follow(begun, ref i, whole, ref j, ref rests) != Differs;
    }

    /// <summary>A value and what it may become: both are passed over where they are the same.</summary>
    private static int Follow(ReadOnlySpan<byte> begun, ref int i, ReadOnlySpan<byte> whole, ref int j, ref TextRests rests)
    {
        SkipWhite(begun, ref i);
        if (i == begun.Length) return Open;
        SkipWhite(whole, ref j);
        switch (begun[i])
        {
            case (byte)'{': return whole[j] == '{' ? FollowObject(begun, ref i, whole, ref j, ref rests) : Differs;
            case (byte)'[': return whole[j] == '[' ? FollowArray(begun, ref i, whole, ref j, ref rests) : Differs;
            case (byte)'"':
                if (whole[j] != '"') return Differs;
                int start = j;
                ReadOnlySpan<byte> text = Quoted(begun, ref i, out bool isClosed), other = Bare(whole, ref j);
                if (isClosed) return text.SequenceEqual(other) ? Same : Differs;
                if (!other.StartsWith(text)) return Differs;
                rests.Add(start + text.Length, other.Length - text.Length);
                return Open;
        }
        bool isNumber = IsNumber(begun[i]);
        if (isNumber != IsNumber(whole[j])) return Differs;
        ReadOnlySpan<byte> left = Bare(begun, ref i), right = Bare(whole, ref j);
        if (i == begun.Length) return isNumber || right.StartsWith(left) ? Open : Differs; // a number may be written in several ways
        return (isNumber ? Decimal.Read(left).Equals(Decimal.Read(right)) : left.SequenceEqual(right)) ? Same : Differs;
    }

    private static int FollowObject(ReadOnlySpan<byte> begun, ref int i, ReadOnlySpan<byte> whole, ref int j, ref TextRests rests)
    {
        int first = j + 1, count = 0;
        for (i++; ; count++)
        {
            if (!ComesNext(begun, ref i)) return Open;
            if (begun[i] == '}') break;
            ReadOnlySpan<byte> name = Quoted(begun, ref i, out bool isClosed);
            if (!isClosed) return FollowName(name, whole, first, ref rests);
            int value = FindMember(whole, first, name);
            if (value < 0) return Differs;
            int following = Follow(begun, ref i, whole, ref value, ref rests);
            if (following != Same) return following;
        }
        i++;
        for (j = first; NextPart(whole, ref j, '}'); count--)
        {
            Bare(whole, ref j);
            Skip(whole, ref j);
        }
        return count == 0 ? Same : Differs;
    }

    private static int FollowArray(ReadOnlySpan<byte> begun, ref int i, ReadOnlySpan<byte> whole, ref int j, ref TextRests rests)
    {
        (i, j) = (i + 1, j + 1);
        while (true)
        {
            if (!ComesNext(begun, ref i)) return Open;
            bool ends = begun[i] == ']';
            if (ends == NextPart(whole, ref j, ']')) return Differs;
            if (ends) break;
            int following = Follow(begun, ref i, whole, ref j, ref rests);
            if (following != Same) return following;
        }
        i++;
        return Same;
    }

    /// <summary>A name that has begun: that of some member.</summary>
    private static int FollowName(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> whole, int first, ref TextRests rests)
    {
        int found = Differs;
        for (int j = first; NextPart(whole, ref j, '}'); Skip(whole, ref j))
        {
            int start = j;
            ReadOnlySpan<byte> other = Bare(whole, ref j);
            if (!other.StartsWith(name)) continue;
            rests.Add(start + name.Length, other.Length - name.Length);
            found = Open;
        }
        return found;
    }

    private static int FindMember(ReadOnlySpan<byte> whole, int first, ReadOnlySpan<byte> name)
    {
        for (int j = first; NextPart(whole, ref j, '}'); Skip(whole, ref j))
            if (Bare(whole, ref j).SequenceEqual(name)) return j;
        return -1;
    }

    /// <summary>Goes past a comma to the next part or bracket, where the text goes so far.</summary>
    private static bool ComesNext(ReadOnlySpan<byte> begun, ref int i)
    {
        SkipWhite(begun, ref i);
        if (i < begun.Length && begun[i] == ',')
        {
            i++;
            SkipWhite(begun, ref i);
        }
        return i < begun.Length;
    }

    /// <summary>A string or name that may not be whole.</summary>
    private static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> begun, ref int i, out bool isClosed)
    {
        int start = i++;
        while (i < begun.Length && begun[i] != '"') i += begun[i] == '\\' ? 2 : 1;
        isClosed = i < begun.Length;
        i = isClosed ? i + 1 : begun.Length;
        return begun[start..i];
    }
}
