namespace EdgeAgent.Grammar.Automata;

internal sealed partial class Machine
{
    // An item in the arena: where it is in the text, the one before it in the same array, its hash.
    private const int Start = 0, Bytes = 1, Previous = 2, Hash = 3, ItemLength = 4;

    private byte[] _item = []; // one that is not whole yet, closed

    private ReadOnlySpan<byte> TakenAt(int node) => _text.AsSpan(_words[node + Start], _words[node + Bytes]);

    /// <summary>An item is complete: where it is none of the earlier ones, the strand goes on after it.</summary>
    private bool EndItem(ref Strand strand, int end)
    {
        ArrayRule rule = _program.Arrays[strand.Id];
        ReadOnlySpan<byte> item = _text.AsSpan(strand.B, end - strand.B);
        int hash = (int)JsonEquality.Hash(item);
        int earlier = ArrayRule.ItemsOf(RecordOf(strand, rule));
        if (IsAmong(earlier, item, hash)) return false;
        int node = AddWords(ItemLength);
        (_words[node + Start], _words[node + Bytes], _words[node + Hash], _words[node + Previous]) = (strand.B, item.Length, hash, earlier);
        int record = CopyRecord(strand.Record, rule.RecordLength);
        ArrayRule.ItemsOf(_words.AsSpan(record, rule.RecordLength)) = node;
        strand = new Strand { State = Strand.Of(StateKind.ArrayNext, strand.Id), Stack = strand.Stack, A = rule.CountAfter(strand.A), Record = record };
        return true;
    }

    /// <summary>
    /// Whether a member of an object has ended after which nothing but the end of the array's item can come, and that would be an item that the array
    /// has already. So the last value that could differ does; what it may still become is not looked at before it ends.
    /// </summary>
    /// <param name="strand">After the member.</param>
    /// <param name="end">The offset after its last byte.</param>
    private bool IsBoundToRepeat(Strand strand, int end)
    {
        for (int closings = 1; strand.Kind == StateKind.ObjectNext; closings++)
        {
            if (MayGoOn(strand, _program.Objects[strand.Id])) return false;
            ref readonly Frame frame = ref _frames[strand.Stack];
            if (frame.Next != 0) return false; // one of several ways may go on
            strand = Return(frame);
            if (strand.Kind != StateKind.ItemEnd) continue;
            int earlier = ArrayRule.ItemsOf(RecordOf(strand, _program.Arrays[strand.Id]));
            if (earlier == 0) return false;
            int length = end - strand.B + closings;
            if (length > _item.Length) Grow(ref _item, length);
            _text.AsSpan(strand.B, end - strand.B).CopyTo(_item);
            _item.AsSpan(length - closings, closings).Fill((byte)'}');
            ReadOnlySpan<byte> item = _item.AsSpan(0, length);
            return IsAmong(earlier, item, (int)JsonEquality.Hash(item));
        }
        return false;
    }

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

    private int ItemsIn(in Strand strand, ArrayRule rule)
    {
        int count = 0;
        for (int known = ArrayRule.ItemsOf(RecordOf(strand, rule)); known > 0; known = _words[known + Previous]) count++;
        return count;
    }
}
