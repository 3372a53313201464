namespace EdgeAgent.Grammar.Regular;

/// <summary>A deterministic automaton over bytes that is computed rather than stored: a counter, a remainder, a comparison with a bound.</summary>
/// <remarks>Immutable and thread-safe. Every state that can be reached, the start too, leads to an accepted text.</remarks>
internal interface IByteAutomaton
{
    /// <summary>The state before the first byte.</summary>
    long Start { get; }

    /// <summary>The lowest and the highest byte that stand in any text of it.</summary>
    (byte First, byte Last) Alphabet => (0, 255);

    /// <summary>The state after a byte; -1 where no accepted text goes on so.</summary>
    long Next(long state, byte b);

    /// <summary>Whether the text may end here.</summary>
    bool Accepts(long state);

    /// <summary>No text goes on from a state with fewer bytes: tells a search where to look first. Zero is always right.</summary>
    int MinBytes(long state) => 0;

    /// <summary>An automaton for what both accept, if there is a simple one; it need not accept any text.</summary>
    IByteAutomaton? Intersect(IByteAutomaton other) => null;

    /// <summary>Automata that together accept what this one does and the other does not, if there are simple ones; they need not accept any text.</summary>
    IReadOnlyList<IByteAutomaton>? Subtract(IByteAutomaton other) => null;

    /// <summary>Whether no text is accepted: only of what <see cref="Intersect"/> and <see cref="Subtract"/> make.</summary>
    bool IsEmpty => false;
}
