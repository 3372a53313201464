namespace EdgeAgent.Grammar.Automata;

/// <summary>Strings that are bound to the texts of the sequence.</summary>
internal sealed partial class Machine
{
    /// <summary>Whether strings where spans are preferred get a strand for these too: walks do without, as it allows nothing more.</summary>
    public bool OpensPreferred { get; set; }

    /// <summary>After an opening quote.</summary>
    private void OpenStrings(ValueRule rule, bool isChecked, int stack, int offset)
    {
        (int first, bool isRequired) = (_top, false);
        foreach (Strand start in rule.Strings)
        {
            isRequired |= start.Kind == StateKind.Span;
            if (start.Kind is not StateKind.Span) OpenFree(start, isChecked, stack, offset);
            if (start.Kind == StateKind.Span || (start.Kind == StateKind.PreferredSpan && OpensPreferred)) OpenSpan(start, isChecked, stack, offset);
        }
        if (!isRequired || _top > first) return;
        // Nothing can be copied here.
        foreach (Strand start in rule.Strings)
            if (start.Kind == StateKind.Span) OpenFree(start, isChecked, stack, offset);
    }

    private void OpenFree(Strand start, bool isChecked, int stack, int offset)
    {
        if (start.Kind is StateKind.Span or StateKind.PreferredSpan) start.State = Strand.Of(StateKind.String, start.Id);
        // Of strings without an upper bound there is always another.
        bool mayRunOut = isChecked && (start.Kind != StateKind.String || _program.Lengths[start.Id].Max < long.MaxValue);
        AppendScalar(start with { State = Strand.Of(start.Kind, start.Id, mayRunOut), Stack = stack }, offset);
    }

    private void OpenSpan(in Strand start, bool isChecked, int stack, int offset)
    {
        if (_spans is not null && _spans.Fits(_spans.Start, 0, _program.Lengths[start.Id]))
            AppendScalar(new Strand { State = Strand.Of(start.Kind, start.Id, isChecked), Stack = stack, B = _spans.Start }, offset);
    }

    /// <summary>Whether a byte goes on inside a word of a span.</summary>
    public bool ContinuesWord(in Strand strand, byte b) => _spans!.ContinuesWord(strand.B, b);

    private void ReadSpan(in Strand strand, byte b, int offset)
    {
        LengthBounds bounds = _program.Lengths[strand.Id];
        int characters = strand.A;
        int next = _spans!.Next(strand.B, b, ref characters);
        // First the automaton: a quote may be escaped.
        if (next < 0)
        {
            if (b == '"' && strand.A >= bounds.Min && _spans.Accepts(strand.B)) Pop(strand.Stack, offset + 1);
        }
        else if (_spans.Fits(next, characters, bounds)) AppendScalar(strand with { A = bounds.IsOpen ? 0 : characters, B = next }, offset);
    }

    /// <summary>Whether a span that has come so far can still become an item that the array has not.</summary>
    private bool CanBeAnotherSpan(in Strand strand, ReadOnlySpan<byte> item, int earlier)
    {
        LengthBounds bounds = _program.Lengths[strand.Id];
        int taken = 0;
        for (int known = earlier; known > 0; known = _words[known + Previous])
            if (TakenAt(known).StartsWith(item) && _spans!.Has(strand.B, strand.A, bounds, TakenAt(known)[item.Length..^1])) taken++;
        return taken == 0 || _spans!.HasMoreThan(taken, strand.B, strand.A, bounds);
    }
}
