namespace EdgeAgent.Grammar.Automata;

/// <summary>What a matcher asks to fill masks without trying every token.</summary>
internal sealed partial class Machine
{
    /// <summary>Whether a strand stands in a text of which most tokens are known beforehand.</summary>
    public bool IsInside(in Strand strand) => strand.Kind switch
    {
        StateKind.Text => true,
        StateKind.String or StateKind.Regular or StateKind.Number => !strand.Checked,
        StateKind.FreeKey => _program.Free[strand.Id].Automaton < 0 || !MayRunOut(strand),
        _ => false,
    };

    /// <summary>Whether the text of what a strand stands in may be compared with another when it is complete.</summary>
    public bool IsCompared(in Strand strand) => strand.Stack > 0 && _frames[strand.Stack].IsCompared;

    /// <summary>Puts a strand on top if it must be walked; or what follows the number that it stands in.</summary>
    /// <param name="index">The strand's.</param>
    /// <param name="from">The first strand of the slice on top.</param>
    /// <param name="length">Of the text.</param>
    public void Gather(int index, int from, int length)
    {
        Strand strand = _strands[index];
        (_from, _poppedCount) = (from, 0);
        if (!IsInside(strand)) Append(strand);
        else if (strand.Kind == StateKind.Number && _program.Automata[strand.Id].Accepts(strand.A)) Pop(strand.Stack, length);
    }

    /// <summary>Puts on top what follows a free name that ends in the token tried; its bytes are not looked at.</summary>
    public void PushAfterName(in Strand strand, int length)
    {
        FreeRule free = _program.Free[strand.Id];
        _from = _top;
        AppendAfterName(strand, free, _program.Objects[free.Object], length - strand.B);
    }

    /// <summary>
    /// The places in the token trie where a free name must not end, because it would be a member's or one that the object has already.
    /// </summary>
    /// <returns>How many there are; -1 for too many, or where the object as a whole is compared with others.</returns>
    public int FindTaken(in Strand strand, TokenTrie trie, int length, Span<int> nodes)
    {
        const int Many = 64;
        if (IsCompared(strand)) return -1;
        FreeRule free = _program.Free[strand.Id];
        ObjectRule rule = _program.Objects[free.Object];
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, length - strand.B);
        (int first, int end) = NameTable.Split(rule.Names.Find(name));
        if (end - first > Many) return -1;
        int count = 0;
        for (int i = first; i < end; i++)
        {
            int node = Follow(trie, 0, rule.Names[i][name.Length..]);
            if (node < 0) continue;
            if (count == nodes.Length) return -1;
            nodes[count++] = node;
        }
        for (int known = ObjectRule.FreeNamesOf(RecordOf(strand, rule)); known > 0; known = _words[known + NamePrevious])
        {
            if (!NameAt(known).StartsWith(name)) continue;
            int node = Follow(trie, 0, NameAt(known)[name.Length..]);
            if (node >= 0) node = trie.Child(node, (byte)'"');
            if (node < 0) continue;
            if (count == nodes.Length) return -1;
            nodes[count++] = node;
        }
        return count;
    }

    private static int Follow(TokenTrie trie, int node, ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < path.Length && node >= 0; i++) node = trie.Child(node, path[i]);
        return node;
    }

    /// <summary>Whether the names of a class that go on as this one may run out: on the way to a name that the object has, no other would be left.</summary>
    private bool MayRunOut(in Strand strand)
    {
        FreeRule free = _program.Free[strand.Id];
        ObjectRule rule = _program.Objects[free.Object];
        int earlier = ObjectRule.FreeNamesOf(RecordOf(strand, rule));
        if (earlier == 0) return false;
        Regular.RegularAutomaton automaton = _program.Automata[free.Automaton];
        int length = _textLength - strand.B;
        ReadOnlySpan<byte> name = _text.AsSpan(strand.B, length);
        for (int known = earlier; known > 0; known = _words[known + NamePrevious])
        {
            ReadOnlySpan<byte> taken = NameAt(known);
            if (!taken.StartsWith(name)) continue;
            int state = strand.A;
            for (int i = length; i < taken.Length && state >= 0; i++)
            {
                state = automaton.Next(state, taken[i]);
                int alike = 0;
                for (int other = earlier; other > 0; other = _words[other + NamePrevious])
                    if (state >= 0 && NameAt(other).StartsWith(taken[..(i + 1)]) && Residues.Has(automaton, state, NameAt(other)[(i + 1)..], false)) alike++;
                if (state >= 0 && !Residues.HasMoreThan(automaton, state, alike)) return true;
            }
        }
        return false;
    }
}
