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

    /// <summary>Where the edge of a byte leads, or -1.</summary>
    public int Find(in State state, byte b)
    {
        ReadOnlySpan<Edge> edges = Edges.AsSpan(state.Arg, state.Next);
        if (edges.Length > 8)
        {
            int low = 0, high = edges.Length - 1;
            while (low < high)
            {
                int middle = (low + high) >> 1;
                if (edges[middle].Last < b) low = middle + 1;
                else high = middle;
            }
            return b >= edges[low].First && b <= edges[low].Last ? edges[low].Target : -1;
        }
        foreach (ref readonly Edge edge in edges)
            if (b >= edge.First && b <= edge.Last) return edge.Target;
        return -1;
    }
}
