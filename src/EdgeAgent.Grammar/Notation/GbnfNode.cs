using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Notation;

/// <summary>A part of a rule.</summary>
internal abstract record GbnfNode
{
    /// <summary>A text in quotes.</summary>
    public sealed record Text(string Value) : GbnfNode;

    /// <summary>One character of a set.</summary>
    public sealed record One(CodePoints Set) : GbnfNode;

    /// <summary>What a rule says, by its number; and where in the text it is referred to.</summary>
    public sealed record Rule(int Index, int At) : GbnfNode;

    /// <summary>Parts one after the other; none: the empty text.</summary>
    public sealed record Sequence(IReadOnlyList<GbnfNode> Parts) : GbnfNode;

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<GbnfNode> Parts) : GbnfNode;

    /// <summary>So many times; Max null: without end.</summary>
    public sealed record Repeat(GbnfNode Part, int Min, int? Max) : GbnfNode;
}
