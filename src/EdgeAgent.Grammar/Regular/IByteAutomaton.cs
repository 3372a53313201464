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
}
