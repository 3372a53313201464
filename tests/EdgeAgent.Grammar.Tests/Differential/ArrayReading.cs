namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>What an array's items must be.</summary>
/// <param name="At">All that is demanded of the item at an index.</param>
/// <param name="Min">The least number of items.</param>
/// <param name="Max">The greatest.</param>
internal sealed record ArrayRules(Func<int, Demand> At, long Min, long Max)
{
    /// <summary>Whether there is an array that begins with so many items.</summary>
    public bool CanEndAfter(int count)
    {
        if (count > Max || Min > Max) return false;
        if (Min > 1000) throw new NotKnownException("more than 1,000 items");
        for (int i = count; i < Min; i++)
            if (!At(i).CanBeMet) return false;
        return true;
    }

    /// <summary>Whether there is one with one more.</summary>
    public bool CanGoOn(int count) => CanEndAfter(count + 1) && At(count).CanBeMet;
}

/// <summary>An array after its bracket or an item.</summary>
internal sealed class ArrayReading(ArrayRules rules, int count, Reading after) : Reading
{
    public override IEnumerable<Reading> Next(byte b)
    {
        if (b == ']') return count >= rules.Min ? [after] : [];
        if (!rules.CanGoOn(count)) return [];
        ValueReading item = new(rules.At(count), new ArrayReading(rules, count + 1, after));
        return count == 0 ? item.Next(b) : b == ',' ? [new TextReading([(byte)' '], item)] : [];
    }
}
