using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Masks;

namespace EdgeAgent.Grammar.Regular;

/// <summary>A deterministic automaton over bytes whose states are made when they are first asked for. Every state leads to an accepted text.</summary>
/// <remarks>Thread-safe; reading a known transition takes no lock.</remarks>
internal sealed class RegularAutomaton
{
    /// <summary>The state before the first byte.</summary>
    public const int Start = 0;

    private readonly LanguageSpace _space;
    private readonly Dictionary<int, int> _ids = [];
    private State[] _states = new State[8];
    private int _count;

    internal RegularAutomaton(LanguageSpace space, int node)
    {
        _space = space;
        IdOf(node);
    }

    /// <summary>The state after a byte; -1 where no accepted text goes on so.</summary>
    /// <exception cref="LanguageTooLargeException">There would be more states than are allowed.</exception>
    public int Next(int state, byte b)
    {
        State at = Volatile.Read(ref _states)[state];
        int[] targets = Volatile.Read(ref at.Targets) ?? Expand(at);
        return targets[at.Classes[b]];
    }

    /// <summary>Whether the text may end here.</summary>
    public bool Accepts(int state) => Volatile.Read(ref _states)[state].Accepts;

    /// <summary>By byte: its class in a state; and by class the next state, or -1.</summary>
    /// <exception cref="LanguageTooLargeException">There would be more states than are allowed.</exception>
    public ReadOnlySpan<byte> Classes(int state, out ReadOnlySpan<int> targets)
    {
        State at = Volatile.Read(ref _states)[state];
        targets = Volatile.Read(ref at.Targets) ?? Expand(at);
        return at.Classes;
    }

    /// <summary>The bytes that are read in a state.</summary>
    /// <exception cref="LanguageTooLargeException">There would be more states than are allowed.</exception>
    public ref readonly ByteSet BytesOf(int state)
    {
        State at = Volatile.Read(ref _states)[state];
        if (Volatile.Read(ref at.Targets) is null) Expand(at);
        return ref at.Bytes;
    }

    /// <summary>The state after some bytes; -1 where no accepted text goes on so.</summary>
    public int Run(int state, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length && state >= 0; i++) state = Next(state, bytes[i]);
        return state;
    }

    /// <summary>Where what is left is Min to Max characters of one set: the state from which any number of them is read. Else null.</summary>
    public (int Endless, int Min, int Max)? RunOf(int state)
    {
        lock (_space.Lock)
        {
            _space.Detach();
            if (_space.RunOf(_states[state].Node) is not (int characters, int min, int max)) return null;
            return (IdOf(_space.Repeat(characters, 0, LanguageSpace.Endless)), min, max);
        }
    }

    /// <summary>Whether all contents of strings are read from a state, for whatever they are they can be completed. False where that is not plain to see.</summary>
    public bool IsSearch(int state)
    {
        lock (_space.Lock) return _space.IsSearch(_states[state].Node);
    }

    /// <summary>A state, of this automaton too, that agrees with one on all texts of so many bytes: whether they are read, and whether they may end; the same one, if no other is simpler.</summary>
    public int Alike(int state, int bytes)
    {
        lock (_space.Lock)
        {
            _space.Detach();
            int node = _states[state].Node, alike = _space.Alike(node, bytes);
            return alike == node ? state : IdOf(alike);
        }
    }

    /// <summary>The characters after which the automaton is in a state again.</summary>
    public StaySet StayOf(int state)
    {
        State at = Volatile.Read(ref _states)[state];
        return at.Stay ??= StaySet.Of(this, state);
    }

    /// <summary>How many texts are known to be accepted from a state, and whether these are all.</summary>
    public (int Found, bool IsAll) CountedOf(int state)
    {
        int counted = Volatile.Read(ref Volatile.Read(ref _states)[state].Counted);
        return (counted >> 1, (counted & 1) != 0);
    }

    /// <summary>Notes that; of two who count at once either's count will do.</summary>
    public void SetCounted(int state, int found, bool isAll) => Volatile.Write(ref Volatile.Read(ref _states)[state].Counted, (found << 1) | (isAll ? 1 : 0));

    private int[] Expand(State state)
    {
        lock (_space.Lock)
        {
            if (state.Targets is int[] known) return known;
            _space.Detach();
            Row row = _space.RowOf(state.Node);
            int[] targets = new int[row.Targets.Length];
            for (int i = 0; i < targets.Length; i++) targets[i] = _space.IsAlive(row.Targets[i]) ? IdOf(_space.Pruned(row.Targets[i])) : -1;
            state.Classes = _space.ClassesOf(row.Last);
            for (int i = 0, b = 0; i < targets.Length; i++)
                for (; b <= row.Last[i]; b++)
                    if (targets[i] >= 0) state.Bytes.Add((byte)b);
            Volatile.Write(ref state.Targets, targets);
            return targets;
        }
    }

    private int IdOf(int node)
    {
        if (_ids.TryGetValue(node, out int id)) return id;
        _ids.Add(node, id = _count);
        if (id == _states.Length)
        {
            State[] more = new State[id * 2];
            _states.CopyTo(more, 0);
            more[id] = new State(node, _space.IsNullable(node));
            Volatile.Write(ref _states, more);
        }
        else _states[id] = new State(node, _space.IsNullable(node));
        _count = id + 1;
        return id;
    }

    private sealed class State(int node, bool accepts)
    {
        public readonly int Node = node;
        public readonly bool Accepts = accepts;
        public byte[] Classes = [];
        public ByteSet Bytes;
        public int[]? Targets;
        public StaySet? Stay;
        public int Counted; // twice as many texts as are known; one more where these are all
    }
}
