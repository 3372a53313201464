namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    private void ReadObject(in Strand strand, in State state, byte b, int offset, int from, ref int top)
    {
        ObjectRule rule = _program.Objects[state.Arg];
        bool freeOnly = state.Local == 1;
        if (state.Kind == StateKind.ObjectQuote)
        {
            if (b == '"') Append(strand with { State = freeOnly ? rule.FreeOnlyKey : rule.Key, B = offset + 1 }, from, ref top);
            return;
        }
        if (b == '}')
        {
            if (freeOnly || rule.IsComplete(strand.A)) Pop(strand, from, ref top);
            return;
        }
        if (b != (state.Kind == StateKind.ObjectFirst ? '"' : ',')) return;
        int depth = _frames[strand.Stack].Depth;
        if (!(freeOnly ? rule.MayHaveFree(depth, _program.MaxDepth) : rule.MayGoOn(strand.A, depth, _program.MaxDepth))) return;
        if (b == '"') Append(strand with { State = rule.Key, B = offset + 1 }, from, ref top);
        else Append(strand with { State = freeOnly ? rule.FreeSpace : rule.Space }, from, ref top);
    }

    /// <summary>A name that is, so far, the beginning of a declared one.</summary>
    private void ReadKey(in Strand strand, in State state, byte b, int offset, int from, ref int top)
    {
        ObjectRule rule = _program.Objects[state.Arg];
        NameNode node = rule.Names[state.Next];
        bool freeOnly = state.Local == 1;
        int depth = _frames[strand.Stack].Depth;
        bool freeToo = MayBeFree(strand);
        int child = ChildOf(node, b);
        if (child >= 0)
        {
            NameNode next = rule.Names[child];
            bool declaredToo = !freeOnly && rule.MayLeadToMember(next, strand.A, depth, _program.MaxDepth);
            if (next.Complete >= 0)
            {
                if (declaredToo) Enter(strand with { State = rule.ColonStates[next.Complete] }, from, ref top);
            }
            else if (declaredToo || freeToo) Append(strand with { State = (freeOnly ? rule.FreeOnlyKey : rule.Key) + child }, from, ref top);
        }
        else if (freeToo)
        {
            // It has left the declared names: a free one, with the list of those before it (none where declared members came last).
            ReadFreeName(strand with { A = freeOnly ? strand.A : 0 }, rule, node.StringState, b, offset, from, ref top);
        }
    }

    /// <summary>Whether the name that a strand reads may be one that is not declared.</summary>
    public bool MayBeFree(in Strand strand)
    {
        ref readonly State state = ref _program.States[strand.State];
        ObjectRule rule = _program.Objects[state.Arg];
        return state.Local == 1 || (rule.IsComplete(strand.A) && rule.MayHaveFree(_frames[strand.Stack].Depth, _program.MaxDepth));
    }

    private void ReadFreeKey(in Strand strand, in State state, byte b, int offset, int from, ref int top) =>
        ReadFreeName(strand, _program.Objects[state.Arg], state.Local, b, offset, from, ref top);

    private void ReadFreeName(in Strand strand, ObjectRule rule, byte stringState, byte b, int offset, int from, ref int top)
    {
        byte next = StringAutomaton.Next[(stringState << 8) + b];
        if (next == StringAutomaton.Dead) return;
        if (next != StringAutomaton.Close)
        {
            Append(strand with { State = rule.FreeKey + next }, from, ref top);
            return;
        }
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, offset - strand.B);
        for (int known = strand.A; known > 0; known = _frames[known].Below)
            if (name.SequenceEqual(_text.AsSpan(_frames[known].A..(_frames[known].B)))) return; // no name twice; a longer one is always possible
        int names = AddFrame(new Frame { A = strand.B, B = offset, Below = strand.A });
        Enter(strand with { State = rule.FreeColon, A = names, B = 0 }, from, ref top);
    }

    private static int ChildOf(NameNode node, byte b)
    {
        foreach ((byte known, int child) in node.Children)
            if (known == b) return child;
        return -1;
    }
}
