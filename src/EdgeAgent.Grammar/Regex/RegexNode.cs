namespace EdgeAgent.Grammar.Regex;

/// <summary>A part of a regular expression.</summary>
/// <param name="IsPlain">Whether it asks nothing of what stands before or after it.</param>
internal abstract record RegexNode(bool IsPlain)
{
    /// <summary>Nothing.</summary>
    public sealed record Empty() : RegexNode(true);

    /// <summary>The beginning (or the end) of the text.</summary>
    public sealed record Anchor(bool AtStart) : RegexNode(false);

    /// <summary>Between a letter, digit or underscore and something else; negated: anywhere else.</summary>
    public sealed record WordBoundary(bool Negated) : RegexNode(false);

    /// <summary>What follows (or precedes) matches; negated: does not.</summary>
    public sealed record Look(RegexNode Inside, bool Ahead, bool Negated) : RegexNode(false);

    /// <summary>One character of a set.</summary>
    public sealed record One(CodePoints Set) : RegexNode(true);

    /// <summary>Parts one after the other.</summary>
    public sealed record Sequence(IReadOnlyList<RegexNode> Parts) : RegexNode(AllPlain(Parts));

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<RegexNode> Parts) : RegexNode(AllPlain(Parts));

    /// <summary>So many times; Max null: without end.</summary>
    public sealed record Repeat(RegexNode Part, int Min, int? Max) : RegexNode(Part.IsPlain);

    private static bool AllPlain(IReadOnlyList<RegexNode> parts)
    {
        foreach (RegexNode part in parts)
            if (!part.IsPlain) return false;
        return true;
    }
}
