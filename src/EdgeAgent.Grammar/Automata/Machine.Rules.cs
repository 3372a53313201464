using System.Runtime.CompilerServices;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>
/// Reads by the rules of a grammar. A strand has one stack; frames say behind which symbol to go on, and there is one frame for each symbol and stack below it
/// (in Frame.Next they are chained by hash), so that equal ways to go on are one strand wherever they come from.
/// </summary>
internal sealed partial class Machine
{
    private int[] _buckets = [];

    /// <summary>The rules entered and symbols left at the byte that is being read, each with the stack: what follows is there already.</summary>
    private (int What, int Stack)[] _visits = [];
    private int _visitCount;
    private StepIndex? _visitIndex; // from many on

    /// <summary>What a strand in a terminal becomes where that ends.</summary>
    public static Strand AfterOf(in Strand strand) => new() { State = Strand.Of(StateKind.After, strand.Id), Stack = strand.Stack };

    /// <summary>Whether a terminal may end where a strand stands in it.</summary>
    public bool AcceptsTerminal(in Strand strand) => _program.Rules!.Places[strand.Id].Automaton!.Accepts(strand.A);

    private void ReadTerminal(in Strand strand, byte b)
    {
        RegularAutomaton automaton = _program.Rules!.Places[strand.Id].Automaton!;
        if (automaton.Next(strand.A, b) is int next and >= 0) Append(strand with { A = next });
        // Unlike a number's, its end is no matter of the next byte alone: both ways are followed.
        if (automaton.Accepts(strand.A)) ReadAfter(strand.Id, strand.Stack, b);
    }

    /// <summary>A symbol is complete: what may follow it reads a byte, in its rule and where that may end in those that called it.</summary>
    private void ReadAfter(int place, int stack, byte b)
    {
        RulePlace[] places = _program.Rules!.Places;
        while (true)
        {
            ref readonly RulePlace at = ref places[place];
            if (!at.Following.Has(b) || !IsFirstVisit(~place, stack)) return;
            foreach (int next in at.Next) Begin(next, stack, b);
            if (!at.IsLast || stack == 0) return;
            (place, stack) = (_frames[stack].A, _frames[stack].Below);
        }
    }

    /// <summary>Reads the first byte of a symbol. Calls of calls end, for no rule begins with itself.</summary>
    private void Begin(int place, int stack, byte b)
    {
        RuleNetwork rules = _program.Rules!;
        ref readonly RulePlace at = ref rules.Places[place];
        if (at.Automaton is RegularAutomaton automaton)
        {
            if (automaton.Next(RegularAutomaton.Start, b) is int state and >= 0) Append(new Strand { State = Strand.Of(StateKind.Terminal, place), Stack = stack, A = state });
            return;
        }
        if (!rules.Begins[at.Rule].Has(b)) return;
        int inside = at.IsTail ? stack : FrameOf(place, stack);
        if (!IsFirstVisit(at.Rule, inside)) return;
        foreach (int first in rules.First[at.Rule]) Begin(first, inside, b);
    }

    private bool MayEndRules(in Strand strand)
    {
        if (strand.Kind == StateKind.Terminal && !AcceptsTerminal(strand)) return false;
        RulePlace[] places = _program.Rules!.Places;
        (int place, int stack) = (strand.Id, strand.Stack);
        for (; places[place].IsLast; (place, stack) = (_frames[stack].A, _frames[stack].Below))
            if (stack == 0) return true;
        return false;
    }

    /// <summary>The frame that goes on behind a symbol, in a stack.</summary>
    private int FrameOf(int place, int below)
    {
        if (_frameCount >= _buckets.Length) GrowBuckets();
        ref int bucket = ref _buckets[BucketOf(place, below)];
        for (int i = bucket; i > 0; i = _frames[i].Next)
            if (_frames[i].A == place && _frames[i].Below == below) return i;
        return bucket = AddFrame(new Frame { A = place, Below = below, Next = bucket });
    }

    private int BucketOf(int place, int below) => (int)((((uint)place * 0x9E3779B1) ^ ((uint)below * 0x85EBCA6B)) >> 7) & (_buckets.Length - 1);

    /// <summary>Takes frames out of the table: they are the newest, and so the first of their chains.</summary>
    private void Forget(int frames)
    {
        for (int i = _frameCount - 1; i >= frames; i--) _buckets[BucketOf(_frames[i].A, _frames[i].Below)] = _frames[i].Next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowBuckets()
    {
        _buckets = new int[Math.Max(256, _buckets.Length * 2)];
        for (int i = 1; i < _frameCount; i++)
        {
            ref int bucket = ref _buckets[BucketOf(_frames[i].A, _frames[i].Below)];
            (_frames[i].Next, bucket) = (bucket, i);
        }
    }

    /// <summary>Whether a rule is entered, or the complement of a symbol's place left, with a stack for the first time at this byte.</summary>
    private bool IsFirstVisit(int what, int stack)
    {
        if (_visitCount < Few)
        {
            for (int i = 0; i < _visitCount; i++)
                if (_visits[i].What == what && _visits[i].Stack == stack) return false;
        }
        else if (!IsFirstOfMany(what, stack)) return false;
        if (_visitCount == _visits.Length) Grow(ref _visits, _visitCount + Few);
        _visits[_visitCount++] = (what, stack);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsFirstOfMany(int what, int stack)
    {
        const int Most = MaxStrands * 2; // beyond, as of strands: no more are followed
        _visitIndex ??= new StepIndex(Most * 2);
        if (_visitCount == Few)
        {
            _visitIndex.Clear();
            for (int i = 0; i < Few; i++) Note(_visits[i], i);
        }
        return _visitCount < Most && Note((what, stack), _visitCount);

        bool Note((int What, int Stack) visit, int entry)
        {
            int slot = _visitIndex.SlotOf((uint)HashCode.Combine(visit.What, visit.Stack));
            for (int known = _visitIndex[slot]; known >= 0; slot = _visitIndex.Next(slot), known = _visitIndex[slot])
                if (_visits[known] == visit) return false;
            _visitIndex.Put(slot, entry);
            return true;
        }
    }
}
