namespace EdgeAgent.Grammar.Regular;

/// <summary>A deterministic automaton over bytes whose states are made when they are first asked for. Every state leads to an accepted text.</summary>
/// <remarks>Thread-safe; reading a known transition takes no lock.</remarks>
internal sealed class RegularAutomaton
{
    /// <summary>The state before the first byte.</summary>
    public const int Start = 0;

    /// <summary>The state after a byte; -1 where no accepted text goes on so.</summary>
    public int Next(int state, byte b) => throw new NotImplementedException($"{state}{b}");

    /// <summary>Whether the text may end here.</summary>
    public bool Accepts(int state) => throw new NotImplementedException($"{state}");
}
