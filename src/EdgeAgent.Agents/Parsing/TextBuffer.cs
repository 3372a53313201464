namespace EdgeAgent.Agents.Parsing;

/// <summary>Text that grows at one end and is taken from the other.</summary>
internal sealed class TextBuffer
{
    private char[] _characters = [];
    private int _start, _end;

    /// <summary>What is not taken yet; valid until the next call.</summary>
    public ReadOnlySpan<char> Rest => _characters.AsSpan(_start, _end - _start);

    public void Append(ReadOnlySpan<char> text)
    {
        if (_end + text.Length > _characters.Length)
        {
            // Moves what is left to the front of an array twice as long, so that a character is moved a few times at most.
            int left = _end - _start;
            char[] grown = left + text.Length <= _characters.Length / 2 ? _characters : new char[Math.Max(256, 2 * (left + text.Length))];
            Rest.CopyTo(grown);
            (_characters, _start, _end) = (grown, 0, left);
        }
        text.CopyTo(_characters.AsSpan(_end));
        _end += text.Length;
    }

    public void Skip(int count) => _start += count;
}
