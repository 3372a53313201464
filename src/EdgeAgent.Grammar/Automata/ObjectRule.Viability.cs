using System.Numerics;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

internal sealed partial class ObjectRule
{
    /// <summary>Whether the object may end.</summary>
    public bool MayClose(ReadOnlySpan<int> record) =>
        record[Members] >= _min && Missing(record) == 0 && (!HasCounts || _counts.AreMet(record[_counters..]));

    /// <summary>Whether some member whose name is in a range may come next.</summary>
    /// <param name="record">The object so far.</param>
    /// <param name="range">Of <see cref="Names"/>.</param>
    /// <param name="room">The greatest height that a member's value may have.</param>
    public bool MayName(ReadOnlySpan<int> record, int range, int room)
    {
        (int first, int end) = NameTable.Split(range);
        int missing = Missing(record);
        for (int i = first; i < end; i++)
            if (MayAdd(record, Names.PlaceOf(i), missing, room)) return true;
        return false;
    }

    /// <summary>Whether a member of a free class may come next.</summary>
    public bool MayAddFree(ReadOnlySpan<int> record, int place, int room)
    {
        CallGroup[] groups = FreeGroups[place];
        int missing = Missing(record);
        // Where the order is fixed free members come last.
        if (Least(groups) > room || (_ordered && missing > 0) || record[Members] + (long)missing >= _max) return false;
        if (!HasCounts) return true;
        Span<int> after = stackalloc int[record.Length];
        foreach (CallGroup group in groups)
        {
            record.CopyTo(after);
            NoteFree(after, 0, 0);
            if (group.Height <= room && TryCountInto(group, after, room)) return true;
        }
        return false;
    }

    /// <summary>Whether members of names that nobody has declared can be added, however many there are.</summary>
    public bool TakesAnyNames(int room)
    {
        if (_max < long.MaxValue || HasCounts) return false;
        for (int i = 0; i < FreeGroups.Length; i++)
            if (_shape.Free[i].Names is null && Least(FreeGroups[i]) <= room) return true;
        return false;
    }

    /// <summary>Whether some member can be added after which there are very many such objects.</summary>
    public bool MayVary(GrammarProgram program, ReadOnlySpan<int> record, int room)
    {
        if (TakesAnyNames(room)) return true;
        if (HasCounts) return false; // counts tell the values apart
        int missing = Missing(record);
        for (int i = 0; i < _groups.Length; i++)
            if (MayAdd(record, i, missing, room) && Variety.IsVaried(program, _groups[i], room)) return true;
        for (int i = 0; i < Free.Length; i++)
            if (MayAddFree(record, i, room) && (Variety.HasManyNames(program, Free[i]) || Variety.IsVaried(program, FreeGroups[i], room))) return true;
        return false;
    }

    /// <summary>
    /// Whether a member's name comes where it would if the members still missing were written in one order: a search that looks for some object needs no other.
    /// </summary>
    public bool IsInOrder(ReadOnlySpan<int> record, int member)
    {
        if (_ordered) return true;
        if (member < record[Position]) return false;
        for (int i = 0; i < member; i++)
            if (IsMissing(record, i)) return false;
        return true;
    }

    /// <summary>Notes for <see cref="IsInOrder"/> that a member's name is complete.</summary>
    public static void NoteOrder(Span<int> record, int member) => record[Position] = member + 1;

    /// <summary>Counts a value into a new record in which its member is noted.</summary>
    /// <returns>Whether the object can still be completed.</returns>
    public bool TryCountInto(CallGroup group, Span<int> record, int room) => _counts.TryAdd(record[_counters..], group.CountsFor) && CanFinish(record, room);

    /// <summary>How many members must still come.</summary>
    private int Missing(ReadOnlySpan<int> record)
    {
        if (!_tracksSeen) return _requiredFrom[record[Position]];
        int missing = 0;
        for (int w = 0; w < _words; w++) missing += BitOperations.PopCount((uint)MissingAt(record, w));
        return missing;
    }

    private int MissingAt(ReadOnlySpan<int> record, int word) => (_wanted > 0 ? record[_wanted + word] : _required[word]) & ~record[Bits + word];

    private bool MayAdd(ReadOnlySpan<int> record, int member, int missing, int room)
    {
        if (_heights[member] > room || (_ordered ? member < record[Position] : Has(record[Bits..], member))) return false;
        if (_closures is not null || HasCounts) return MayAddChecked(record, member, room);
        if (_ordered && member > _nextRequired[record[Position]]) return false;
        long have = record[Members] + 1L;
        if (have + missing - (Has(_required, member) ? 1 : 0) > _max) return false;
        return have >= _min || HasFreeAt(room) || have + Others(have, member, room) >= _min;
    }

    private bool MayAddChecked(ReadOnlySpan<int> record, int member, int room)
    {
        Span<int> after = stackalloc int[record.Length];
        foreach (CallGroup group in _groups[member])
        {
            if (group.Height > room) continue;
            record.CopyTo(after);
            Note(after, member);
            if (TryCountInto(group, after, room)) return true;
        }
        return false;
    }

    private bool HasFreeAt(int room)
    {
        foreach (CallGroup[] groups in FreeGroups)
            if (Least(groups) <= room) return true;
        return false;
    }

    /// <summary>How many more members can come after one. Where any order is allowed all that have come are among those that can.</summary>
    private long Others(long have, int member, int room)
    {
        int from = _ordered ? member + 1 : 0;
        int possible = _possibleFrom[from];
        if (room < _highest)
        {
            possible = 0;
            for (int i = from; i < _heights.Length; i++)
                if (_heights[i] <= room) possible++;
        }
        return _ordered ? possible : possible - have;
    }

    /// <summary>Whether members can be added so that everything that is asked for is there, within all bounds.</summary>
    private bool CanFinish(ReadOnlySpan<int> record, int room)
    {
        int missing = 0;
        int from = _ordered ? record[Position] : 0;
        for (int i = 0; i < _groups.Length; i++)
        {
            if (!IsMissing(record, i)) continue;
            if (i < from || _heights[i] > room) return false;
            missing++;
        }
        long have = record[Members] + (long)missing;
        if (have > _max) return false;
        if (!HasCounts && (have >= _min || HasFreeAt(room))) return true;
        if (!HasCounts && _max == long.MaxValue) return have + Optional(record, from, room) >= _min;
        int attempts = Counts.Attempts;
        return Search(record, from, from, room, ref attempts);
    }

    private bool IsMissing(ReadOnlySpan<int> record, int member) =>
        _tracksSeen ? (MissingAt(record, member >> 5) >> (member & 31) & 1) != 0 : member >= record[Position] && Has(_required, member);

    /// <summary>How many members that nothing asks for can come.</summary>
    private long Optional(ReadOnlySpan<int> record, int from, int room)
    {
        long count = 0;
        for (int i = from; i < _groups.Length; i++)
            if (!Has(record[Bits..], i) && !IsMissing(record, i) && MayCome(record, i, from, room)) count++;
        return count;
    }

    private bool MayCome(ReadOnlySpan<int> record, int member, int from, int room)
    {
        if (_heights[member] > room) return false;
        // What it asks for must be there or still be able to come.
        if (_closures?[member] is int[] closure)
            for (int i = 0; i < from; i++)
                if (Has(closure, i) && !Has(record[Bits..], i)) return false;
        return true;
    }

    /// <summary>Looks for a set of members to add: first those that are asked for, each with one of its values; then what counts and bounds still lack.</summary>
    /// <param name="record">The object so far.</param>
    /// <param name="from">The first member that can still come.</param>
    /// <param name="next">The first member that nothing asks for and that has not been tried.</param>
    /// <param name="room">The greatest height allowed.</param>
    /// <param name="attempts">Counted down.</param>
    private bool Search(ReadOnlySpan<int> record, int from, int next, int room, ref int attempts)
    {
        if (--attempts < 0) return true;
        for (int i = 0; i < _groups.Length; i++)
            if (IsMissing(record, i)) return i >= from && record[Members] < _max && SearchWith(record, i, from, next, ulong.MaxValue, room, ref attempts);
        ReadOnlySpan<int> counters = record[_counters..];
        ulong behind = _counts.Behind(counters);
        if (behind == 0 && record[Members] >= _min) return true;
        if (record[Members] >= _max) return false;
        if (_counts.CanRepeat(counters, record[Members], _min, _max, _allFree, room, ref attempts)) return true;
        ulong useful = record[Members] < _min ? ulong.MaxValue : behind;
        for (int i = next; i < _groups.Length; i++)
            if (!Has(record[Bits..], i) && MayCome(record, i, from, room) && SearchWith(record, i, from, i + 1, useful, room, ref attempts)) return true;
        return false;
    }

    private bool SearchWith(ReadOnlySpan<int> record, int member, int from, int next, ulong useful, int room, ref int attempts)
    {
        Span<int> after = stackalloc int[record.Length];
        foreach (CallGroup group in _groups[member])
        {
            if (group.Height > room || (useful != ulong.MaxValue && (group.CountsFor & useful) == 0)) continue;
            record.CopyTo(after);
            Note(after, member);
            if (_ordered) after[Position] = record[Position]; // a set is looked for: its order is found later
            if (_counts.TryAdd(after[_counters..], group.CountsFor) && Search(after, from, next, room, ref attempts)) return true;
        }
        return false;
    }
}
