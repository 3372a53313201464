using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>
/// What an object's states need to know: which members may come next, so that it can still be completed. Its record: how many members there are; the set of
/// free names, the last of them where that has not been looked at, classes in which names are scarce; where the order is fixed, the first member that may still come; then bits of members seen, bits of members that must be there, and counters.
/// </summary>
internal sealed partial class ObjectRule
{
    private const int Members = 0, FreeNames = 1, NewName = 2, Scarce = 3, Position = 4, Bits = 5;

    private readonly ObjectShape _shape;
    private readonly CallGroup[][] _groups;
    private readonly bool _ordered;
    private readonly long _min;
    private readonly long _max;
    private readonly int[] _required; // bits
    private readonly int[]?[]? _closures; // by member: bits of what it asks for, itself included; null where it asks for nothing
    private readonly int[] _heights; // by member: of its values and of those of the members that it asks for
    private readonly int[] _nextRequired; // by position: the next required member, which cannot be passed over; the count where there is none
    private readonly int[] _requiredFrom; // by position: how many required members there are from there on
    private readonly int[] _possibleFrom; // by position: how many members from there on can be there at all
    private readonly int _highest;
    private readonly int _words;
    private readonly int _wanted; // where the bits of wanted members begin in a record; 0 where only the required ones are
    private readonly int _counters;
    private readonly bool _tracksSeen;
    private readonly Counts _counts;
    private readonly CallGroup[] _allFree;

    public ObjectRule(ObjectShape shape, CallGroup[][] groups, int[] free, CallGroup[][] freeGroups, bool ordered)
    {
        int count = groups.Length;
        (_groups, _ordered, Free, FreeGroups, _min, _max) = (groups, ordered, free, freeGroups, shape.MinMembers, shape.MaxMembers);
        _counts = new Counts(shape.Counts);
        _allFree = [.. freeGroups.SelectMany(g => g)];
        _shape = shape;
        _words = (count + 31) >> 5;
        _closures = shape.Dependencies.Count > 0 ? Closures(shape, count) : null;
        _required = new int[_words];
        for (int i = 0; i < count; i++)
            if (shape.Members[i].IsRequired) Require(i);
        _heights = new int[count];
        for (int i = 0; i < count; i++) _heights[i] = HeightOf(i);
        _nextRequired = new int[count + 1];
        _requiredFrom = new int[count + 1];
        _possibleFrom = new int[count + 1];
        _nextRequired[count] = count;
        for (int i = count - 1; i >= 0; i--)
        {
            _nextRequired[i] = Has(_required, i) ? i : _nextRequired[i + 1];
            _requiredFrom[i] = _requiredFrom[i + 1] + (Has(_required, i) ? 1 : 0);
            _possibleFrom[i] = _possibleFrom[i + 1] + (_heights[i] < Shape.Never ? 1 : 0);
            if (_heights[i] < Shape.Never) _highest = Math.Max(_highest, _heights[i]);
        }
        _tracksSeen = !ordered || _closures is not null || _counts.Length > 0;
        _wanted = _closures is null ? 0 : Bits + _words;
        _counters = Bits + (_tracksSeen ? _words : 0) + (_closures is null ? 0 : _words);
        Initial = new int[_counters + _counts.Length];
        if (_closures is not null) _required.CopyTo(Initial, _wanted);
        Height = FindHeight();
    }

    /// <summary>How many levels the shallowest value of a shape needs, as its values' heights are known.</summary>
    public static int HeightOf(ObjectShape shape) => new ObjectRule(shape,
        [.. shape.Members.Select(m => CallGroup.Heights(m.Values))], [], [.. shape.Free.Select(f => CallGroup.Heights(f.Values))], ordered: false).Height;

    public NameTable Names => field ??= new NameTable([.. _shape.Members.Select(m => NameTable.Quoted(m.Name))]);

    /// <summary>Indices of the classes of free members in the program.</summary>
    public int[] Free { get; }

    public CallGroup[][] FreeGroups { get; }

    public CallGroup[][] MemberGroups => _groups;

    /// <summary>How many levels its shallowest value needs.</summary>
    public int Height { get; }

    /// <summary>The record after the opening brace.</summary>
    public int[] Initial { get; }

    public bool HasCounts => _counts.Length > 0;

    public CallGroup[] GroupsOf(int member) => member >= 0 ? _groups[member] : FreeGroups[~member];

    /// <summary>The names that are not members', as one of <see cref="TextSets"/>.</summary>
    public static int FreeNamesOf(ReadOnlySpan<int> record) => record[FreeNames];

    /// <summary>Whether there is a name in a class of some names only for which <see cref="MarkScarce"/> has not been decided.</summary>
    public static bool HasNewName(ReadOnlySpan<int> record) => record[NewName] != 0;

    /// <summary>Takes that name out of a new record.</summary>
    public static int TakeNewName(Span<int> record)
    {
        int name = record[NewName];
        record[NewName] = 0;
        return name;
    }

    /// <summary>Notes in a new record that of a class there may be no more names than are taken of those that begin in some way.</summary>
    public static void MarkScarce(Span<int> record, int place) => record[Scarce] |= 1 << place;

    /// <summary>Whether that was noted; of one class in 32 for all.</summary>
    public static bool IsScarce(ReadOnlySpan<int> record, int place) => (record[Scarce] & 1 << place) != 0;

    /// <summary>Notes in a new record that a member's name is complete.</summary>
    public void Note(Span<int> record, int member)
    {
        CountMember(record);
        if (_ordered) record[Position] = member + 1;
        if (_tracksSeen) Include(record[Bits..], member);
        if (_closures?[member] is int[] closure)
            for (int w = 0; w < _words; w++) record[_wanted + w] |= closure[w];
    }

    /// <summary>Notes in a new record that a free member's name is complete.</summary>
    /// <param name="record">The record.</param>
    /// <param name="names">The names that are not members', with this one.</param>
    /// <param name="added">The name, if it must be looked at; else 0.</param>
    public void NoteFree(Span<int> record, int names, int added)
    {
        CountMember(record);
        (record[FreeNames], record[NewName]) = (names, added);
        if (_ordered) record[Position] = _groups.Length;
    }

    /// <summary>Whether two records say the same but for their names: these are in the text.</summary>
    public static bool AreAlike(ReadOnlySpan<int> a, ReadOnlySpan<int> b) => a[Members] == b[Members] && a[Position..].SequenceEqual(b[Position..]);

    private void CountMember(Span<int> record)
    {
        // Without an upper bound nothing is counted beyond the lower one, so that equal positions look equal.
        if (_max != long.MaxValue || record[Members] < _min) record[Members] = Math.Min(record[Members], int.MaxValue - 1) + 1;
    }

    /// <summary>What is required asks for more that is.</summary>
    private void Require(int member)
    {
        Include(_required, member);
        if (_closures?[member] is not int[] closure) return;
        for (int w = 0; w < _words; w++) _required[w] |= closure[w];
    }

    private int HeightOf(int member)
    {
        int height = 0;
        if (_closures?[member] is not int[] closure) return Least(_groups[member]);
        for (int i = 0; i < _groups.Length; i++)
            if (Has(closure, i)) height = Math.Max(height, Least(_groups[i]));
        return height;
    }

    private static int Least(CallGroup[] groups)
    {
        int height = Shape.Never;
        foreach (CallGroup group in groups) height = Math.Min(height, group.Height);
        return height;
    }

    /// <summary>The least room in which every required member fits, and as many others as there must be.</summary>
    private int FindHeight()
    {
        int needed = 0, count = 0;
        for (int i = 0; i < _groups.Length; i++)
            if (Has(_required, i))
            {
                needed = Math.Max(needed, _heights[i]);
                count++;
            }
        if (count < _min)
        {
            int free = Shape.Never;
            foreach (CallGroup[] groups in FreeGroups) free = Math.Min(free, Least(groups));
            int[] optional = [.. Enumerable.Range(0, _groups.Length).Where(i => !Has(_required, i)).Select(i => _heights[i]).Order()];
            long missing = _min - count;
            int byMembers = missing <= optional.Length ? optional[missing - 1] : Shape.Never;
            needed = Math.Max(needed, Math.Min(free, byMembers));
        }
        if (_counts.Length > 0)
        {
            // Deep enough for every value is deep enough to count; found by trying.
            int deepest = needed;
            foreach (CallGroup[] groups in (IEnumerable<CallGroup[]>)[.. _groups, .. FreeGroups])
                foreach (CallGroup group in groups)
                    if (group.Height < Shape.Never) deepest = Math.Max(deepest, group.Height);
            while (!CanFinish(Initial, needed))
                if (++needed > deepest) return Shape.Never;
        }
        return Math.Min(needed + 1, Shape.Never);
    }

    /// <summary>What each member asks for, and what that asks for, and so on.</summary>
    private int[]?[] Closures(ObjectShape shape, int count)
    {
        int[]?[] closures = new int[]?[count];
        List<int>[] asks = new List<int>[count];
        foreach ((int present, IReadOnlyList<int> required) in shape.Dependencies) (asks[present] ??= []).AddRange(required);
        Stack<int> open = new();
        for (int i = 0; i < count; i++)
        {
            if (asks[i] is null) continue;
            int[] closure = closures[i] = new int[_words];
            open.Push(i);
            while (open.TryPop(out int member))
            {
                if (Has(closure, member)) continue;
                Include(closure, member);
                if (asks[member] is List<int> more) more.ForEach(open.Push);
            }
        }
        return closures;
    }

    private static bool Has(ReadOnlySpan<int> bits, int i) => (bits[i >> 5] >> (i & 31) & 1) != 0;

    private static void Include(Span<int> bits, int i) => bits[i >> 5] |= 1 << (i & 31);

}
