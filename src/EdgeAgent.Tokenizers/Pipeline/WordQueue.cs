using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>Gathers the words of a text and hands them to the model many at a time: its look-ups for one overlap with those for others.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="text">The text, all of which becomes words, in order.</param>
/// <param name="ends">Room for the words' ends, at most <see cref="WordBatch.Capacity"/>.</param>
/// <param name="workspace">Lent to this encoding.</param>
internal ref struct WordQueue(PieceModel model, ReadOnlySpan<byte> text, Span<int> ends, EncodeWorkspace workspace)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly Span<int> _ends = ends;
    private int _start;
    private int _count;

    /// <summary>Adds the next pieces of a splitter, as many as fit.</summary>
    /// <param name="splitter">The splitter.</param>
    /// <param name="text">The text up to where the splitter may see it.</param>
    /// <param name="start">Where the last word ended.</param>
    /// <param name="budget">How many steps the splitter may still take.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <returns>Where the last piece ends.</returns>
    public int Add(Splitter splitter, ReadOnlySpan<byte> text, int start, ref long budget, ref IdBuffer ids)
    {
        _count += splitter.Split(text, start, _ends[_count..], ref budget);
        int end = _ends[_count - 1];
        if (_count == _ends.Length) Flush(ref ids);
        return end;
    }

    /// <summary>Encodes what is there.</summary>
    public void Flush(ref IdBuffer ids)
    {
        if (_count == 0) return;
        model.EncodeAll(_text, _start, _ends[.._count], workspace, ref ids);
        _start = _ends[_count - 1];
        _count = 0;
    }
}
