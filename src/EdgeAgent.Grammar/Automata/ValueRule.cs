namespace EdgeAgent.Grammar.Automata;

/// <summary>How the first byte of a value is read: what its shape allows, by index into the program's tables.</summary>
internal sealed class ValueRule
{
    private ByteSet _first;
    private int _variety; // 0: not known; 1: few values; 2: very many

    /// <summary>The bytes that it may begin with.</summary>
    public ref readonly ByteSet First => ref _first;

    public required ByteSet Begins { init => _first = value; }

    /// <summary>The automaton of its numbers, or -1.</summary>
    public required int Numbers { get; init; }

    /// <summary>States in which its strings are read, one for each of its entries.</summary>
    public required Strand[] Strings { get; init; }

    public required int[] Objects { get; init; }

    public required int[] Arrays { get; init; }

    /// <summary>Whether there are very many values of it; null while <see cref="Variety"/> has not been asked. Whoever asks at once finds the same.</summary>
    public bool? IsVaried
    {
        get => Volatile.Read(ref _variety) is int known and > 0 ? known == 2 : null;
        set => Volatile.Write(ref _variety, value is null ? 0 : value.Value ? 2 : 1);
    }
}
