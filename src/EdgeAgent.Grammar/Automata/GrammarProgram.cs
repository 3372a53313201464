namespace EdgeAgent.Grammar.Automata;

/// <summary>The compiled automata of a grammar: flat tables, immutable, shared by all matchers.</summary>
internal sealed class GrammarProgram
{
    public required State[] States { get; init; }

    public required Edge[] Edges { get; init; }

    public required int[] Forks { get; init; }

    public required LengthBounds[] Lengths { get; init; }

    public required ObjectRule[] Objects { get; init; }

    public required ArrayRule[] Arrays { get; init; }

    /// <summary>Where a text begins.</summary>
    public required int Start { get; init; }

    /// <summary>The state of the outermost frame: what follows the whole value.</summary>
    public required int Bottom { get; init; }

    public required int MaxDepth { get; init; }

    public TriggerAutomaton? Trigger { get; init; }

    /// <summary>The region of what lies inside values: arguments, or the answer.</summary>
    public required RegionKind ValueRegion { get; init; }
}
