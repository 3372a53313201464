using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>A step of a compiled pattern.</summary>
internal struct PatternInstruction
{
    public PatternOperation Operation;

    /// <summary>Where to go on otherwise; or the count, slot or place that the operation is about.</summary>
    public int Target;

    /// <summary>Least number of characters of a loop.</summary>
    public int Least;

    /// <summary>Most characters of a loop.</summary>
    public int Most;

    /// <summary>Whether a look-around asks that nothing matches.</summary>
    public bool Negative;

    /// <summary>The characters of Character and the loops.</summary>
    public CodePointSet? Set;

    /// <summary>For Branch: the bytes with which what follows can begin; null where it may be empty.</summary>
    public bool[]? FirstBytes;
}

/// <summary>What a step does.</summary>
internal enum PatternOperation
{
    /// <summary>One character of the set.</summary>
    Character,

    /// <summary>As many characters of the set as there are; fewer where the rest needs it.</summary>
    Loop,

    /// <summary>As few characters of the set as the rest allows.</summary>
    LazyLoop,

    /// <summary>As many characters of the set as there are.</summary>
    PossessiveLoop,

    /// <summary>Goes on here; should that fail, at the target.</summary>
    Branch,

    /// <summary>Goes on at the target.</summary>
    Jump,

    /// <summary>Notes the place in a slot.</summary>
    Mark,

    /// <summary>Leaves a loop, to the target, whose round matched nothing since the mark in slot Least.</summary>
    LeaveIfEmpty,

    /// <summary>Goes back by a number of characters.</summary>
    Back,

    /// <summary>Asks whether what follows up to Accept matches; goes on at the target.</summary>
    Look,

    /// <summary>Matches what follows up to Accept in its first way; goes on at the target.</summary>
    Atomic,

    /// <summary>Asks about the place.</summary>
    Place,

    /// <summary>The end of the pattern, a look-around or an atomic group.</summary>
    Accept,
}
