namespace EdgeAgent.Grammar.Regex;

/// <summary>A part of a regular expression.</summary>
internal abstract record RegexNode
{
    /// <summary>Nothing.</summary>
    public sealed record Empty : RegexNode;

    /// <summary>The beginning (or the end) of the text.</summary>
    public sealed record Anchor(bool AtStart) : RegexNode;

    /// <summary>One character of a set.</summary>
    public sealed record One(CodePoints Set) : RegexNode;

    /// <summary>Parts one after the other.</summary>
    public sealed record Sequence(IReadOnlyList<RegexNode> Parts) : RegexNode;

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<RegexNode> Parts) : RegexNode;

    /// <summary>So many times; Max null: without end.</summary>
    public sealed record Repeat(RegexNode Part, int Min, int? Max) : RegexNode;
}
