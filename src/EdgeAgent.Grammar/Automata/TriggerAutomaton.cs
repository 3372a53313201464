using System.Text;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Finds a trigger in a stream of bytes (Knuth, Morris and Pratt's automaton): the state is how much of it the text ends with.</summary>
internal sealed class TriggerAutomaton
{
    private readonly byte[] _next; // state × 256 + byte

    public TriggerAutomaton(string text)
    {
        Text = text;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Length = bytes.Length;
        _next = new byte[Length * 256];
        for (int state = 0, fallback = 0; state < Length; state++)
        {
            // A byte that does not go on goes where it would from the longest proper suffix that is a prefix.
            if (state > 0) _next.AsSpan(fallback << 8, 256).CopyTo(_next.AsSpan(state << 8, 256));
            if (state > 0) fallback = _next[(fallback << 8) + bytes[state]];
            _next[(state << 8) + bytes[state]] = (byte)(state + 1);
        }
    }

    public string Text { get; }

    /// <summary>Bytes of the trigger; as a state: it is complete.</summary>
    public int Length { get; }

    public int Next(int state, byte b) => _next[(state << 8) + b];
}
