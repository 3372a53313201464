namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>What an array's items must be.</summary>
internal sealed class ArrayRules
{
    /// <summary>All that is demanded of the item at an index.</summary>
    public required Func<int, Demand> At { get; init; }

    /// <summary>The same of one that is counted as contained; null where nothing is.</summary>
    public required Func<int, Demand>? Contained { get; init; }

    /// <summary>The same of one that is not; null where any item may be left uncounted, because there is no greatest number.</summary>
    public required Func<int, Demand>? NotContained { get; init; }

    public required long Min { get; init; }

    public required long Max { get; init; }

    public required long MinContained { get; init; }

    public required long MaxContained { get; init; }

    /// <summary>From this index on all items are alike.</summary>
    public required int Listed { get; init; }

    /// <summary>Whether there is an array that begins with so many items, of which so many are counted.</summary>
    public bool CanEndAfter(int count, long contained)
    {
        if (Min > Max) return false;
        if (Min > 1000) throw new NotKnownException("more than 1,000 items");
        if (MinContained > 100) throw new NotKnownException("more than 100 items contained");
        HashSet<long> counts = contained <= MaxContained ? [contained] : [];
        // Where all items are alike, as many more as are missing decide.
        long last = Math.Max(Math.Max(count, Listed), Min) + MinContained + 1;
        for (int i = count; i <= Max && counts.Count > 0 && i <= last; i++)
        {
            if (i >= Min && counts.Any(c => c >= MinContained)) return true;
            counts = [.. counts.SelectMany(c => After(i, c).Select(next => next.Contained))];
        }
        return false;
    }

    /// <summary>The ways to go on with one more item: what it must be, and how many are counted then.</summary>
    public IEnumerable<(Demand Item, long Contained)> After(int index, long contained)
    {
        if (index >= Max) yield break;
        Demand other = (NotContained ?? At)(index);
        if (other.CanBeMet) yield return (other, contained);
        if (Contained is null || contained >= MaxContained || (NotContained is null && contained >= MinContained)) yield break;
        if (Contained(index) is { CanBeMet: true } counted) yield return (counted, contained + 1);
    }
}

/// <summary>An array after its bracket or an item.</summary>
internal sealed class ArrayReading(ArrayRules rules, int count, long contained, Reading after) : Reading
{
    public override IEnumerable<Reading> Next(byte b)
    {
        if (b == ']') return count >= rules.Min && contained >= rules.MinContained ? [after] : [];
        if (count > 0 && b != ',') return [];
        IEnumerable<ValueReading> items = rules.After(count, contained).Where(next => rules.CanEndAfter(count + 1, next.Contained))
            .Select(next => new ValueReading(next.Item, new ArrayReading(rules, count + 1, next.Contained, after)));
        return count == 0 ? items.SelectMany(item => item.Next(b)) : items.Select(item => new TextReading(" "u8.ToArray(), item));
    }
}
