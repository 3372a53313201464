namespace EdgeAgent.Grammar.Regular;

/// <summary>What an expression is made of.</summary>
internal enum NodeKind : byte
{
    /// <summary>No text.</summary>
    Nothing,

    /// <summary>The empty text.</summary>
    Epsilon,

    /// <summary>A character of a set, or the rest of one.</summary>
    Spelling,

    /// <summary>A, then B. A is no sequence.</summary>
    Concat,

    /// <summary>Any of B nodes, from A on in the list of children.</summary>
    Union,

    /// <summary>All of B nodes, from A on in the list of children.</summary>
    Intersection,

    /// <summary>A but not B.</summary>
    Difference,

    /// <summary>A, Min to Max times.</summary>
    Repeat,

    /// <summary>What automaton A accepts from the state whose halves are Min and Max.</summary>
    Leaf,

    /// <summary>Texts of A in which Min to Max characters begin; B is the state of <see cref="Automata.StringAutomaton"/>.</summary>
    Counted,

    /// <summary>What node A stands for, set after the node is made: a loop through an assertion.</summary>
    Loop,
}

/// <summary>What is known of an expression when it is made.</summary>
[Flags]
internal enum NodeFlags : byte
{
    None = 0,

    /// <summary>The empty text is in it.</summary>
    Nullable = 1,

    /// <summary>It is not empty, and what is left after any byte is not empty unless it is <see cref="NodeKind.Nothing"/>.</summary>
    Alive = 2,

    /// <summary>Every text is contents of a JSON string, in canonical spelling.</summary>
    Contents = 4,

    /// <summary>A loop is in it.</summary>
    HasLoop = 8,

    /// <summary>Every text is sound UTF-8.</summary>
    Plain = 16,
}

/// <summary>An expression; its parts are others, by number.</summary>
internal struct Node
{
    public NodeKind Kind;
    public NodeFlags Flags;
    public int A;
    public int B;
    public int Min;
    public int Max;

    /// <summary>The next node with the same hash; -1 at the end.</summary>
    public int NextSame;

    /// <summary>No text is shorter, in bytes; not always the best bound.</summary>
    public int MinBytes;
}
