namespace EdgeAgent;

/// <summary>Ends text before the first of some sequences that it comes to, however it is split.</summary>
/// <remarks>
/// <para>One stretch of text at a time; not thread-safe. The sequence that is complete first ends the text, and of those complete at once the longest: so the
/// outcome does not depend on where the text was cut into pieces. A piece's end that may begin a sequence is held back.</para>
/// <para>Source: D. E. Knuth, J. H. Morris, V. R. Pratt, Fast Pattern Matching in Strings, 1977: the time is linear in the text for each sequence.</para>
/// </remarks>
internal sealed class StopSequences
{
    private readonly string[] _sequences;
    private readonly int[][] _borders; // by sequence and length: how long the longest border of so much of it is
    private readonly int[] _matched;   // by sequence: how many of its chars the text ends with
    private string _held = "";

    /// <summary>Makes the state of one answer.</summary>
    /// <param name="sequences">None is empty.</param>
    public StopSequences(IEnumerable<string> sequences)
    {
        _sequences = [.. sequences];
        _borders = [.. _sequences.Select(Borders)];
        _matched = new int[_sequences.Length];
    }

    /// <summary>Whether a sequence has come: nothing of the answer may follow.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Takes the next piece; returns what is certain to be before any sequence.</summary>
    public string Append(string piece)
    {
        if (HasStopped || piece.Length == 0) return "";
        string text = _held + piece;
        for (int i = _held.Length; i < text.Length; i++)
        {
            if (Advance(text[i]) is not (> 0 and int length)) continue;
            (HasStopped, _held) = (true, "");
            return text[..(i + 1 - length)];
        }
        int certain = text.Length - _matched.Max();
        _held = text[certain..];
        return text[..certain];
    }

    /// <summary>Ends the stretch: returns what was held back.</summary>
    public string Flush()
    {
        string rest = _held;
        _held = "";
        Array.Clear(_matched);
        return rest;
    }

    /// <summary>Reads a char; returns the length of the longest sequence that it completes, or 0.</summary>
    private int Advance(char c)
    {
        int completed = 0;
        for (int s = 0; s < _sequences.Length; s++)
        {
            (string sequence, int matched) = (_sequences[s], _matched[s]);
            while (matched > 0 && sequence[matched] != c) matched = _borders[s][matched];
            if (sequence[matched] == c) matched++;
            if (matched == sequence.Length) completed = Math.Max(completed, matched);
            _matched[s] = matched;
        }
        return completed;
    }

    private static int[] Borders(string sequence)
    {
        int[] borders = new int[sequence.Length + 1];
        for (int length = 1; length < sequence.Length; length++)
        {
            int border = borders[length];
            while (border > 0 && sequence[border] != sequence[length]) border = borders[border];
            borders[length + 1] = sequence[border] == sequence[length] ? border + 1 : 0;
        }
        return borders;
    }
}
