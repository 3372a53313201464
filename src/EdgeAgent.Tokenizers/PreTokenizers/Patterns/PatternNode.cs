using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>A part of a pattern as <see cref="PatternParser"/> reads it. Groups leave no trace: nothing refers to what they hold.</summary>
internal abstract record PatternNode
{
    /// <summary>How many characters it matches, where that is always the same number; else null.</summary>
    public abstract int? FixedLength { get; }

    /// <summary>Whether it may match the empty text.</summary>
    public abstract bool MayBeEmpty { get; }

    /// <summary>Whether it asks what lies before it.</summary>
    public abstract bool LooksBack { get; }
}

/// <summary>One character of a set.</summary>
internal sealed record CharacterNode(CodePointRanges Characters) : PatternNode
{
    public override int? FixedLength => 1;

    public override bool MayBeEmpty => false;

    public override bool LooksBack => false;
}

/// <summary>One after the other; none of them is the empty text.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode
{
    public override int? FixedLength => Parts.Aggregate((int?)0, static (sum, part) => sum + part.FixedLength);

    public override bool MayBeEmpty => Parts.All(static part => part.MayBeEmpty);

    public override bool LooksBack => Parts.Any(static part => part.LooksBack);
}

/// <summary>The first of them that leads to a match.</summary>
internal sealed record AlternativesNode(IReadOnlyList<PatternNode> Branches) : PatternNode
{
    public override int? FixedLength
        => Branches.All(branch => branch.FixedLength == Branches[0].FixedLength) ? Branches[0].FixedLength : null;

    public override bool MayBeEmpty => Branches.Any(static branch => branch.MayBeEmpty);

    public override bool LooksBack => Branches.Any(static branch => branch.LooksBack);
}

/// <summary>A part several times.</summary>
/// <param name="Part">The part.</param>
/// <param name="Least">How often at least.</param>
/// <param name="Most">How often at most; <see cref="int.MaxValue"/>: no limit.</param>
/// <param name="Mode">How it is tried.</param>
internal sealed record RepeatNode(PatternNode Part, int Least, int Most, RepeatMode Mode) : PatternNode
{
    public override int? FixedLength => Least == Most ? Part.FixedLength * Least : null;

    public override bool MayBeEmpty => Least == 0 || Part.MayBeEmpty;

    public override bool LooksBack => Part.LooksBack;
}

/// <summary>How a repetition is tried.</summary>
internal enum RepeatMode
{
    /// <summary>As often as possible first.</summary>
    Greedy,

    /// <summary>As seldom as possible first.</summary>
    Lazy,

    /// <summary>As often as possible, and never less often.</summary>
    Possessive,
}

/// <summary>Matches nothing itself, but asks whether a part matches here: before or behind.</summary>
internal sealed record LookNode(PatternNode Part, bool Behind, bool Negative) : PatternNode
{
    public override int? FixedLength => 0;

    public override bool MayBeEmpty => true;

    public override bool LooksBack => Behind || Part.LooksBack;
}

/// <summary>A part of which only the first way to match counts.</summary>
internal sealed record AtomicNode(PatternNode Part) : PatternNode
{
    public override int? FixedLength => Part.FixedLength;

    public override bool MayBeEmpty => Part.MayBeEmpty;

    public override bool LooksBack => Part.LooksBack;
}

/// <summary>Asks about the place.</summary>
internal sealed record PlaceNode(PatternPlace Place) : PatternNode
{
    public override int? FixedLength => 0;

    public override bool MayBeEmpty => true;

    public override bool LooksBack => Place is not (PatternPlace.LineEnd or PatternPlace.TextEnd or PatternPlace.LastLineEnd);
}

/// <summary>The places that a pattern can ask about.</summary>
internal enum PatternPlace
{
    /// <summary><c>^</c>: the text's beginning, or behind a line feed that is not its end.</summary>
    LineStart,

    /// <summary><c>$</c>: the text's end, or before a line feed.</summary>
    LineEnd,

    /// <summary><c>\A</c>.</summary>
    TextStart,

    /// <summary><c>\z</c>.</summary>
    TextEnd,

    /// <summary><c>\Z</c>: the text's end, or before a line feed that ends it.</summary>
    LastLineEnd,

    /// <summary><c>\b</c>: between a word's character and another.</summary>
    WordBoundary,

    /// <summary><c>\B</c>.</summary>
    NoWordBoundary,
}
