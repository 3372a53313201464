namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    // An item in the arena: where it is in the text, the one before it in the same array, its hash.
    private const int Start = 0, Bytes = 1, Previous = 2, Hash = 3, ItemLength = 4;

    private ReadOnlySpan<byte> TakenAt(int node) => _text.AsSpan(_words[node + Start], _words[node + Bytes]);

    /// <summary>An item is complete: where it is none of the earlier ones, the strand goes on after it.</summary>
    private bool EndItem(ref Strand strand, int end)
    {
        ArrayRule rule = _program.Arrays[strand.Id];
        if (strand.B < _sealed)
        {
            strand = AfterItem(strand, rule, strand.Record);
            return true;
        }
        ReadOnlySpan<byte> item = _text.AsSpan(strand.B, end - strand.B);
        int hash = (int)JsonEquality.Hash(item);
        int earlier = ArrayRule.ItemsOf(RecordOf(strand, rule));
        if (IsAmong(earlier, item, hash)) return false;
        int node = AddWords(ItemLength);
        (_words[node + Start], _words[node + Bytes], _words[node + Hash], _words[node + Previous]) = (strand.B, item.Length, hash, earlier);
        int record = CopyRecord(strand.Record, rule.RecordLength);
        ArrayRule.ItemsOf(_words.AsSpan(record, rule.RecordLength)) = node;
        strand = AfterItem(strand, rule, record);
        return true;
    }

    private static Strand AfterItem(in Strand strand, ArrayRule rule, int record) =>
        new() { State = Strand.Of(StateKind.ArrayNext, strand.Id), Stack = strand.Stack, A = rule.CountAfter(strand.A), Record = record };

    private bool IsAmong(int items, ReadOnlySpan<byte> item, int hash)
    {
        for (int known = items; known > 0; known = _words[known + Previous])
            if (_words[known + Hash] == hash && JsonEquality.AreEqual(item, TakenAt(known))) return true;
        return false;
    }

    /// <summary>Whether an item that has come so far can still become one that the array has not. The frames of a stack agree: the text says what came before.</summary>
    private bool CanDiffer(in Strand strand, int length)
    {
        ref readonly Frame frame = ref _frames[strand.Stack];
        int earlier = _words[frame.Record];
        if (earlier == 0) return true;
        ReadOnlySpan<byte> item = _text.AsSpan(frame.B, length - frame.B);
        if (strand.Kind is StateKind.Span or StateKind.PreferredSpan) return CanBeAnotherSpan(strand, item, earlier);
        Regular.RegularAutomaton? automaton = strand.Kind is StateKind.Number or StateKind.Regular ? _program.Automata[strand.Id] : null;
        int taken = 0;
        for (int known = earlier; known > 0; known = _words[known + Previous])
            if (TakenAt(known).StartsWith(item) && (automaton is null || Residues.Has(automaton, strand.A, TakenAt(known)[item.Length..], strand.Kind == StateKind.Regular))) taken++;
        if (taken == 0) return true;
        if (automaton is not null) return Residues.HasMoreThan(automaton, strand.A, taken);
        // Of a string a character more is always possible, of very many, until the longest length is reached.
        return strand.Kind == StateKind.String && (strand.B != StringAutomaton.Boundary || strand.A < _program.Lengths[strand.Id].Max);
    }

    /// <summary>Whether items can be added until there are enough, the next one included.</summary>
    private bool HasValueLeft(in Strand strand, ArrayRule rule) =>
        rule.Unique is null || rule.Unique.DomainAt(strand.A) is not NameTable texts || IsOneLeft(strand, rule, texts, texts.All);

    private bool IsOneLeft(in Strand strand, ArrayRule rule, NameTable texts, int range)
    {
        int items = ArrayRule.ItemsOf(RecordOf(strand, rule));
        (int first, int end) = NameTable.Split(range);
        for (int i = first; i < end; i++)
            if (!IsAmong(items, texts[i], (int)JsonEquality.Hash(texts[i]))) return true;
        return false;
    }

    /// <summary>A byte of an item of few values. A is the range of texts that begin as it does; the number of items before it is found in their list.</summary>
    private void ReadEnumItem(in Strand strand, byte b, int offset)
    {
        ArrayRule rule = _program.Arrays[strand.Id];
        int before = ItemsIn(strand, rule);
        NameTable texts = rule.Unique!.DomainAt(before)!;
        int depth = offset - strand.B;
        int range = texts.Narrow(strand.A, depth, b);
        if (range == 0)
        {
            // A number ends where something follows that is no part of it.
            if (!texts.IsComplete(strand.A, depth) || !NumberEnds(texts[strand.A & 0xFFFF])) return;
            Strand after = strand with { State = Strand.Of(StateKind.ItemEnd, strand.Id), A = before };
            if (EndItem(ref after, offset)) Read(after, b, offset);
            return;
        }
        if (!IsOneLeft(strand, rule, texts, range)) return;
        if (!texts.IsComplete(range, depth + 1) || NumberEnds(texts[range & 0xFFFF]))
        {
            Append(strand with { A = range });
            return;
        }
        Strand complete = strand with { State = Strand.Of(StateKind.ItemEnd, strand.Id), A = before };
        if (EndItem(ref complete, offset + 1)) Append(complete);
    }

    private static bool NumberEnds(ReadOnlySpan<byte> text) => text[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    private int ItemsIn(in Strand strand, ArrayRule rule) => CountOf(ArrayRule.ItemsOf(RecordOf(strand, rule)));
}
