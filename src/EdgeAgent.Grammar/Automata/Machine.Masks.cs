namespace EdgeAgent.Grammar.Automata;

/// <summary>What a matcher asks to fill masks without trying every token.</summary>
internal sealed partial class Machine
{
    /// <summary>Whether a strand stands in a text of which most tokens are known beforehand.</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="trie">The tokens.</param>
    public bool IsInside(in Strand strand, TokenTrie trie) => strand.Kind switch
    {
        StateKind.Text or StateKind.RawText or StateKind.Terminal or StateKind.PreferredSpan => true, // what a preferred span allows, the strand beside it does
        StateKind.String => _program.Lengths[strand.Id].Max - strand.A > trie.MaxTokenBytes || !MayRunOutInside(strand),
        StateKind.Regular or StateKind.Number => strand.Checked ? !MayRunOut(strand) : !MayRunOutInside(strand),
        StateKind.FreeKey => _program.Free[strand.Id].Automaton < 0 || !(NamesMayRunOut(strand, trie) || MayRunOutInside(strand)),
        _ => false,
    };

    /// <summary>Whether the text of what a strand stands in may be compared with another when it is complete.</summary>
    public bool IsCompared(in Strand strand) => strand.Stack > 0 && _frames[strand.Stack].IsCompared;

    /// <summary>Puts a strand on top if it must be walked; or what follows the number or terminal that it stands in.</summary>
    /// <param name="index">The strand's.</param>
    /// <param name="from">The first strand of the slice on top.</param>
    /// <param name="length">Of the text.</param>
    /// <param name="trie">The tokens.</param>
    public void Gather(int index, int from, int length, TokenTrie trie)
    {
        Strand strand = _strands[index];
        (_from, _poppedCount) = (from, 0);
        if (!IsInside(strand, trie)) Append(strand);
        else if (strand.Kind == StateKind.Terminal)
        {
            if (AcceptsTerminal(strand)) Append(AfterOf(strand));
        }
        else if (strand.Kind is StateKind.Number or StateKind.RawText && _program.Automata[strand.Id].Accepts(strand.A))
        {
            int first = _top;
            Pop(strand.Stack, length);
            LeaveOutRepeats(first, length);
        }
    }

    /// <summary>Puts on top what follows a free name that ends in the token tried; its bytes are not looked at, and it is not noted.</summary>
    public void PushAfterName(in Strand strand)
    {
        FreeRule free = _program.Free[strand.Id];
        ObjectRule rule = _program.Objects[free.Object];
        _from = _top;
        AppendAfterName(strand, free, rule, ObjectRule.FreeNamesOf(RecordOf(strand, rule)), 0);
    }

    /// <summary>
    /// The places in the token trie where a free name must not end, because it would be a member's or one that the object has already.
    /// </summary>
    /// <param name="strand">Stands in the name.</param>
    /// <param name="trie">The tokens.</param>
    /// <param name="length">Of the text.</param>
    /// <param name="exits">Where a name may end in a token.</param>
    /// <param name="nodes">Takes the places.</param>
    /// <returns>How many there are; -1 for too many.</returns>
    public int FindTaken(in Strand strand, TokenTrie trie, int length, ReadOnlySpan<StringExit> exits, Span<int> nodes)
    {
        const int Many = 64;
        FreeRule free = _program.Free[strand.Id];
        ObjectRule rule = _program.Objects[free.Object];
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, length - strand.B);
        (int first, int end) = NameTable.Split(rule.Names.Find(name));
        int names = _names.StartingWith(ObjectRule.FreeNamesOf(RecordOf(strand, rule)), _text, name), count = 0;
        if (end - first + _names.CountOf(names) > Many)
        {
            // Fewer tokens end a name than there are names.
            foreach (StringExit exit in exits)
            {
                ReadOnlySpan<byte> path = trie.PathOf(exit.Node);
                path.CopyTo(_text.AsSpan(length));
                ReadOnlySpan<byte> whole = _text.AsSpan(strand.B, name.Length + path.Length);
                if ((_names.Has(names, _text, whole[..^1]) || rule.Names.Find(whole) != 0) && !TryAdd(exit.Node, ref count, nodes)) return -1;
            }
            return count;
        }
        for (int i = first; i < end; i++)
            if (!TryAdd(Follow(trie, 0, rule.Names[i][name.Length..]), ref count, nodes)) return -1;
        for (int i = 0; i < _names.CountOf(names); i++)
        {
            int node = Follow(trie, 0, _names.Piece(names, _text, i)[name.Length..]);
            if (!TryAdd(node < 0 ? node : trie.Child(node, (byte)'"'), ref count, nodes)) return -1;
        }
        return count;
    }

    private static bool TryAdd(int node, ref int count, Span<int> nodes)
    {
        if (node < 0) return true;
        if (count == nodes.Length) return false;
        nodes[count++] = node;
        return true;
    }

    /// <summary>The node that some bytes lead to; -1 where no token begins so.</summary>
    public static int Follow(TokenTrie trie, int node, ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < path.Length && node >= 0; i++) node = trie.Child(node, path[i]);
        return node;
    }

    /// <summary>
    /// Whether the texts that go on as the item that a strand stands in may run out: on the way to one that the array has already, no other would be left.
    /// </summary>
    private bool MayRunOut(in Strand strand)
    {
        (int start, int earlier) = (_frames[strand.Stack].B, _words[_frames[strand.Stack].Record]);
        if (earlier == 0) return false;
        Regular.RegularAutomaton automaton = _program.Automata[strand.Id];
        bool isQuoted = strand.Kind == StateKind.Regular;
        int length = _textLength - start;
        ReadOnlySpan<byte> text = _text.AsSpan(start, length);
        for (int known = earlier; known > 0; known = _words[known + Previous])
        {
            ReadOnlySpan<byte> taken = TakenAt(known);
            if (!taken.StartsWith(text) || !Residues.Has(automaton, strand.A, taken[length..], isQuoted)) continue;
            int state = strand.A;
            for (int i = length; i < taken.Length - (isQuoted ? 1 : 0); i++)
            {
                state = automaton.Next(state, taken[i]);
                int alike = 0;
                for (int other = earlier; other > 0; other = _words[other + Previous])
                    if (TakenAt(other).StartsWith(taken[..(i + 1)]) && Residues.Has(automaton, state, TakenAt(other)[(i + 1)..], isQuoted)) alike++;
                if (!Residues.HasMoreThan(automaton, state, alike)) return true;
            }
        }
        return false;
    }
}
