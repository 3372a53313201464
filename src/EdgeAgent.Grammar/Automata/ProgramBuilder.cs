using EdgeAgent.Grammar.Schemas;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Turns shapes into states. A shape's states are made when something first needs them; recursion meets the state that is reserved already.</summary>
internal sealed partial class ProgramBuilder(GrammarVocabulary vocabulary, GrammarOptions options, CancellationToken cancellationToken)
{
    private readonly List<State> _states = [];
    private readonly List<Edge> _edges = [];
    private readonly List<int> _forks = [];
    private readonly List<LengthBounds> _lengths = [];
    private readonly List<ObjectRule> _objects = [];
    private readonly List<ArrayRule> _arrays = [];
    private readonly Dictionary<LengthBounds, int> _strings = [];
    private readonly Queue<Shape> _toMake = [];
    private string? _tool;
    private int _pop = -1;

    private int Pop => _pop >= 0 ? _pop : _pop = Add(new State { Kind = StateKind.Pop });

    /// <summary>The program of a schema alone.</summary>
    public GrammarProgram Build(Shape root)
    {
        int end = Add(new State { Kind = StateKind.End, MayEnd = true, Region = RegionKind.Answer });
        int start = StartOf(root);
        MakeAll();
        return Finish(start, end, null, RegionKind.Answer);
    }

    private GrammarProgram Finish(int start, int bottom, TriggerAutomaton? trigger, RegionKind valueRegion) => new()
    {
        States = [.. _states],
        Edges = [.. _edges],
        Forks = [.. _forks],
        Lengths = [.. _lengths],
        Objects = [.. _objects],
        Arrays = [.. _arrays],
        Start = start,
        Bottom = bottom,
        MaxDepth = options.MaxDepth,
        Trigger = trigger,
        ValueRegion = valueRegion,
    };

    private int Add(State state)
    {
        if (_states.Count >= options.MaxStates) throw Errors.TooLarge(_tool, options.MaxStates);
        _states.Add(state);
        return _states.Count - 1;
    }

    /// <summary>Room for states in a row, filled later.</summary>
    private int Reserve(int count)
    {
        int first = _states.Count;
        if (first + (long)count > options.MaxStates) throw Errors.TooLarge(_tool, options.MaxStates);
        for (int i = 0; i < count; i++) _states.Add(default);
        return first;
    }

    /// <summary>The state that reads a shape's first byte and pops after its last.</summary>
    private int StartOf(Shape shape)
    {
        shape = shape.Resolved;
        if (shape.Start >= 0) return shape.Start;
        if (shape is StringShape { Pattern: null } text) return shape.Start = StringStart(new LengthBounds(text.MinLength, text.MaxLength));
        shape.Start = Reserve(1);
        _toMake.Enqueue(shape);
        return shape.Start;
    }

    private void MakeAll()
    {
        while (_toMake.TryDequeue(out Shape? shape))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _states[shape.Start] = shape switch
            {
                LiteralsShape literals => Literals(literals.Texts),
                NumberShape number => Number(number.Digits),
                StringShape { Pattern: { } pattern } => Pattern(pattern),
                ObjectShape @object => Object(@object),
                ArrayShape array => Array(array),
                UnionShape union => Union(union),
                _ => throw new InvalidOperationException($"A shape of an unknown kind: {shape.GetType().Name}."),
            };
        }
    }

    /// <summary>Fixed bytes, then a state.</summary>
    private int Chain(ReadOnlySpan<byte> bytes, int next, RegionKind region = default)
    {
        vocabulary.RequireSpellable(bytes);
        for (int i = bytes.Length - 1; i >= 0; i--) next = Add(new State { Kind = StateKind.Byte, Value = bytes[i], Next = next, Region = region });
        return next;
    }

    private State Ranges(List<Edge> edges, bool mayPop = false, RegionKind region = default, StateKind kind = StateKind.Ranges)
    {
        int first = _edges.Count;
        _edges.AddRange(edges);
        return new State { Kind = kind, Arg = first, Next = edges.Count, MayPop = mayPop, Region = region };
    }

    /// <summary>A quote, the inside of the string, and back.</summary>
    private int StringStart(LengthBounds bounds)
    {
        if (_strings.TryGetValue(bounds, out int start)) return start;
        int inside = Reserve(StringAutomaton.StateCount);
        for (int q = 0; q < StringAutomaton.StateCount; q++)
            _states[inside + q] = new State { Kind = StateKind.String, Local = (byte)q, Arg = _lengths.Count, Next = inside };
        _lengths.Add(bounds);
        _strings.Add(bounds, start = Add(new State { Kind = StateKind.Byte, Value = (byte)'"', Next = inside }));
        return start;
    }

    private State Number(NumberAutomaton digits)
    {
        vocabulary.RequireSpellable("-.0123456789"u8);
        int rest = Reserve(digits.StateCount - 1) - 1; // the automaton's state 0 is the start; nothing leads back to it
        State first = default;
        for (int i = 0; i < digits.StateCount; i++)
        {
            State state = Ranges([.. digits.Edges(i).Select(e => new Edge(e.First, e.Last, rest + e.Target))], digits.Accepts[i]);
            if (i == 0) first = state;
            else _states[rest + i] = state;
        }
        return first;
    }

    /// <summary>A trie of texts; where one is a prefix of another (1 and 12) the frame below decides by the next byte.</summary>
    private State Literals(IReadOnlyList<byte[]> texts)
    {
        byte[][] sorted = [.. texts];
        System.Array.Sort(sorted, (a, b) => a.AsSpan().SequenceCompareTo(b));
        foreach (byte[] text in sorted) vocabulary.RequireSpellable(text);
        return Trie(sorted, _ => Pop, default);
    }

    /// <summary>The root of a trie over sorted texts; <paramref name="after"/> gives the state after a text that is prefix of no other.</summary>
    private State Trie(byte[][] sorted, Func<int, int> after, RegionKind region)
    {
        // An own stack: texts may be long. Each entry: the texts that share a path of that length, and the state to fill.
        State root = default;
        Stack<(int From, int To, int Depth, int State)> open = new([(0, sorted.Length, 0, -1)]);
        while (open.TryPop(out (int From, int To, int Depth, int State) at))
        {
            bool complete = at.To > at.From && sorted[at.From].Length == at.Depth;
            List<Edge> edges = [];
            for (int i = complete ? at.From + 1 : at.From; i < at.To;)
            {
                byte b = sorted[i][at.Depth];
                int end = i + 1;
                while (end < at.To && sorted[end][at.Depth] == b) end++;
                bool last = end == i + 1 && sorted[i].Length == at.Depth + 1;
                int target = last ? after(i) : Reserve(1);
                if (!last) open.Push((i, end, at.Depth + 1, target));
                edges.Add(new Edge(b, b, target));
                i = end;
            }
            State state = edges.Count == 1 && !complete
                ? new State { Kind = StateKind.Byte, Value = edges[0].First, Next = edges[0].Target, Region = region }
                : Ranges(edges, complete, region);
            if (at.State < 0) root = state;
            else _states[at.State] = state;
        }
        return root;
    }
}
