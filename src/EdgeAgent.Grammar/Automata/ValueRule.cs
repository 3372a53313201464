namespace EdgeAgent.Grammar.Automata;

/// <summary>How the first byte of a value is read: what its shape allows, by index into the program's tables.</summary>
internal sealed class ValueRule
{
    private ByteSet _first;

    /// <summary>The bytes that it may begin with.</summary>
    public ref readonly ByteSet First => ref _first;

    public required ByteSet Begins { init => _first = value; }

    /// <summary>The automaton of its numbers, or -1.</summary>
    public required int Numbers { get; init; }

    /// <summary>States in which its strings are read, one for each of its entries.</summary>
    public required Strand[] Strings { get; init; }

    public required int[] Objects { get; init; }

    public required int[] Arrays { get; init; }
}
