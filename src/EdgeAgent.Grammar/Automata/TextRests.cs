namespace EdgeAgent.Grammar.Automata;

/// <summary>Takes parts of texts, as offset and length, as far as there is room.</summary>
internal ref struct TextRests(Span<(int Start, int Length)> room)
{
    private readonly Span<(int Start, int Length)> _room = room;

    /// <summary>What is added to each offset.</summary>
    public int Origin { get; set; }

    public int Count { get; private set; }

    /// <summary>Whether there were more than there is room for.</summary>
    public bool HasOverflowed { get; private set; }

    public readonly (int Start, int Length) this[int index] => _room[index];

    public void Add(int start, int length)
    {
        if (Count < _room.Length) _room[Count++] = (Origin + start, length);
        else HasOverflowed = true;
    }
}
