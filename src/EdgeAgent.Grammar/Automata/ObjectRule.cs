namespace EdgeAgent.Grammar.Automata;

/// <summary>A node of an object's name trie. Names are as written: escaped, in UTF-8, with their closing quote.</summary>
internal sealed class NameNode
{
    /// <summary>Children in the order of their bytes.</summary>
    public List<(byte Byte, int Child)> Children { get; } = [];

    /// <summary>Declared members below, ascending.</summary>
    public List<int> Members { get; } = [];

    /// <summary>The member whose name is complete here (the closing quote has been read), or -1.</summary>
    public int Complete { get; set; } = -1;

    /// <summary>The state of <see cref="StringAutomaton"/> after this path, for names that leave the trie.</summary>
    public byte StringState { get; set; }
}

/// <summary>What an object's states need to know: which members may come next, and where their states are.</summary>
internal sealed class ObjectRule
{
    private readonly int[] _heights;
    private readonly int[] _lastOpen; // by position: the next required member, which cannot be passed over; the count where there is none
    private readonly int _highest;

    public ObjectRule(byte[][] names, bool[] required, int[] heights, bool hasFree, int freeHeight)
    {
        (Count, _heights, HasFree, FreeHeight) = (names.Length, heights, hasFree, freeHeight);
        _lastOpen = new int[Count + 1];
        _lastOpen[Count] = Count;
        for (int i = Count - 1; i >= 0; i--) _lastOpen[i] = required[i] ? i : _lastOpen[i + 1];
        foreach (int height in heights) _highest = Math.Max(_highest, height);
        ColonStates = new int[Count];
        for (int i = 0; i < Count; i++) Add(names[i], i);
    }

    public int Count { get; }

    public bool HasFree { get; }

    public int FreeHeight { get; }

    public List<NameNode> Names { get; } = [new NameNode()];

    public int First { get; set; }

    /// <summary>After a declared member; with A the index of the next.</summary>
    public int Next { get; set; }

    /// <summary>After a free member.</summary>
    public int FreeNext { get; set; }

    /// <summary>After the comma, where declared members may follow.</summary>
    public int Space { get; set; }

    /// <summary>After the comma, where only free members may follow.</summary>
    public int FreeSpace { get; set; }

    /// <summary>First of the states of names: one for each trie node; then, where free members follow declared ones, one each again.</summary>
    public int Key { get; set; }

    public int FreeOnlyKey { get; set; }

    /// <summary>First of the states of free names.</summary>
    public int FreeKey { get; set; }

    /// <summary>By member: after the name's closing quote.</summary>
    public int[] ColonStates { get; }

    public int FreeColon { get; set; }

    /// <summary>Whether no required member is left from a position on.</summary>
    public bool IsComplete(int position) => _lastOpen[position] == Count;

    public bool MayHaveFree(int depth, int maxDepth) => HasFree && depth + 1 + FreeHeight <= maxDepth;

    /// <summary>Whether some member may come next at a position.</summary>
    public bool MayGoOn(int position, int depth, int maxDepth) =>
        (IsComplete(position) && MayHaveFree(depth, maxDepth)) || MayLeadToMember(Names[0], position, depth, maxDepth);

    /// <summary>Whether below a trie node there is a member that may come next at a position.</summary>
    public bool MayLeadToMember(NameNode node, int position, int depth, int maxDepth)
    {
        List<int> members = node.Members;
        int last = _lastOpen[position];
        int i = members.BinarySearch(position);
        if (i < 0) i = ~i;
        // Far from the deepest level allowed, the first member that is not before the position decides.
        if (depth + 1 + _highest <= maxDepth) return i < members.Count && members[i] <= last;
        for (; i < members.Count && members[i] <= last; i++)
            if (depth + 1 + _heights[members[i]] <= maxDepth) return true;
        return false;
    }

    private void Add(byte[] name, int member)
    {
        int at = 0;
        byte state = StringAutomaton.Boundary;
        Names[0].Members.Add(member);
        foreach (byte b in name)
        {
            state = StringAutomaton.Next[(state << 8) + b];
            at = ChildOf(at, b);
            Names[at].StringState = state;
            Names[at].Members.Add(member);
        }
        at = ChildOf(at, (byte)'"');
        Names[at].Members.Add(member);
        Names[at].Complete = member;
    }

    private int ChildOf(int node, byte b)
    {
        foreach ((byte known, int child) in Names[node].Children)
            if (known == b) return child;
        Names.Add(new NameNode());
        Names[node].Children.Add((b, Names.Count - 1));
        return Names.Count - 1;
    }
}
