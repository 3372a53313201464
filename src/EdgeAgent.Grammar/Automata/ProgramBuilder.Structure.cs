using EdgeAgent.Grammar.Schemas;

namespace EdgeAgent.Grammar.Automata;

internal sealed partial class ProgramBuilder
{
    private State Object(ObjectShape shape)
    {
        int count = shape.Members.Count;
        byte[][] names = [.. shape.Members.Select(m => JsonText.Escaped(m.Name))];
        foreach (byte[] name in names) vocabulary.RequireSpellable(name);
        vocabulary.RequireSpellable("{\": ,}"u8);
        int freeHeight = shape.Free?.Resolved.Height ?? Shape.Never;
        ObjectRule rule = new(names, [.. shape.Members.Select(m => m.Required)], [.. shape.Members.Select(m => m.Value.Resolved.Height)], freeHeight < Shape.Never, freeHeight);
        int index = _objects.Count;
        _objects.Add(rule);
        rule.First = Add(new State { Kind = StateKind.ObjectFirst, Arg = index });
        rule.Next = Add(new State { Kind = StateKind.ObjectNext, Arg = index });
        rule.Space = Chain(" "u8, Add(new State { Kind = StateKind.ObjectQuote, Arg = index }));
        rule.Key = Keys(rule, index, freeOnly: false);
        for (int i = 0; i < count; i++)
        {
            if (shape.Members[i].Value.Resolved.Height >= Shape.Never) continue; // can never be written, and is never offered
            int call = Add(new State { Kind = StateKind.CallMember, Arg = StartOf(shape.Members[i].Value), Next = rule.Next, Extra = i + 1 });
            rule.ColonStates[i] = Chain(": "u8, call);
        }
        if (rule.HasFree) FreeMembers(rule, index, shape.Free!);
        return new State { Kind = StateKind.ObjectOpen, Arg = index, Extra = shape.Height };
    }

    private int Keys(ObjectRule rule, int index, bool freeOnly)
    {
        int first = Reserve(rule.Names.Count);
        for (int node = 0; node < rule.Names.Count; node++)
            _states[first + node] = new State { Kind = StateKind.Key, Arg = index, Next = node, Local = (byte)(freeOnly ? 1 : 0) };
        return first;
    }

    private void FreeMembers(ObjectRule rule, int index, Shape free)
    {
        rule.FreeNext = Add(new State { Kind = StateKind.ObjectNext, Arg = index, Local = 1 });
        rule.FreeSpace = Chain(" "u8, Add(new State { Kind = StateKind.ObjectQuote, Arg = index, Local = 1 }));
        rule.FreeOnlyKey = Keys(rule, index, freeOnly: true);
        rule.FreeKey = Reserve(StringAutomaton.StateCount);
        for (int q = 0; q < StringAutomaton.StateCount; q++)
            _states[rule.FreeKey + q] = new State { Kind = StateKind.FreeKey, Local = (byte)q, Arg = index };
        rule.FreeColon = Chain(": "u8, Add(new State { Kind = StateKind.Call, Arg = StartOf(free), Next = rule.FreeNext }));
    }

    private State Array(ArrayShape shape)
    {
        vocabulary.RequireSpellable("[ ,]"u8);
        int itemHeight = shape.Items?.Resolved.Height ?? Shape.Never;
        int[] heights = [.. shape.Prefix.Select(p => p.Resolved.Height)];
        // An item that can never be written ends the array before it; its state is never entered.
        int[] starts = [.. shape.Prefix.Select(p => p.Resolved.Height < Shape.Never ? StartOf(p) : -1)];
        ArrayRule rule = new(shape.MinItems, shape.MaxItems, starts, heights, itemHeight < Shape.Never ? StartOf(shape.Items!) : -1, itemHeight);
        int index = _arrays.Count;
        _arrays.Add(rule);
        rule.First = Add(new State { Kind = StateKind.ArrayFirst, Arg = index });
        rule.Next = Add(new State { Kind = StateKind.ArrayNext, Arg = index });
        rule.CallItem = Add(new State { Kind = StateKind.CallItem, Arg = index });
        rule.Space = Chain(" "u8, rule.CallItem);
        return new State { Kind = StateKind.ArrayOpen, Arg = index, Extra = shape.Height };
    }

    /// <summary>Alternatives told apart by the first byte where that is possible; where not, all that begin with it go on side by side.</summary>
    private State Union(UnionShape union)
    {
        List<Shape> alternatives = [];
        List<byte[]> literals = [];
        Flatten(union, alternatives, literals, []);
        if (literals.Count > 0) alternatives.Add(new LiteralsShape([.. literals.DistinctBy(Convert.ToBase64String)]));
        if (alternatives.Count == 0) return Ranges([]); // never entered: its height says so
        List<Edge> edges = [];
        Dictionary<string, int> targets = [];
        for (int b = 0; b < 256; b++)
        {
            int[] readers = [.. alternatives.Where(a => MayBegin(a, (byte)b)).Select(StartOf).Distinct()];
            if (readers.Length == 0) continue;
            string key = string.Join(',', readers);
            if (!targets.TryGetValue(key, out int target)) targets.Add(key, target = readers.Length == 1 ? readers[0] : Fork(readers));
            if (edges.Count > 0 && edges[^1].Last == b - 1 && edges[^1].Target == target) edges[^1] = edges[^1] with { Last = (byte)b };
            else edges.Add(new Edge((byte)b, (byte)b, target));
        }
        return Ranges(edges, kind: StateKind.Dispatch);
    }

    private static void Flatten(Shape shape, List<Shape> alternatives, List<byte[]> literals, HashSet<Shape> seen)
    {
        shape = shape.Resolved;
        if (shape.Height >= Shape.Never || !seen.Add(shape)) return;
        if (shape is UnionShape union)
            foreach (Shape alternative in union.Alternatives) Flatten(alternative, alternatives, literals, seen);
        else if (shape is LiteralsShape texts) literals.AddRange(texts.Texts);
        else alternatives.Add(shape);
    }

    private static bool MayBegin(Shape shape, byte b) => shape switch
    {
        StringShape => b == '"',
        ObjectShape => b == '{',
        ArrayShape => b == '[',
        NumberShape number => number.Digits.Edges(0).Any(e => b >= e.First && b <= e.Last),
        LiteralsShape literals => literals.Texts.Any(t => t[0] == b),
        _ => throw new InvalidOperationException($"A shape of an unknown kind: {shape.GetType().Name}."),
    };

    private int Fork(int[] readers)
    {
        int first = _forks.Count;
        _forks.AddRange(readers);
        return Add(new State { Kind = StateKind.Fork, Arg = first, Next = readers.Length });
    }
}
