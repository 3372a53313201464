namespace EdgeAgent.Grammar.Automata;

/// <summary>Where to go on when the value above is complete. Where several strands entered the same value at the same byte, their frames are chained.</summary>
internal struct Frame
{
    public int State;

    public int A;

    public int B;

    public int Record;

    /// <summary>The stack to go on with.</summary>
    public int Below;

    /// <summary>Another way to go on, or 0. Set while the byte is read at which the value begins, and never after.</summary>
    public int Next;

    /// <summary>How many arrays and objects are open below the value.</summary>
    public int Depth;

    /// <summary>Whether the text of the value may still be compared: it lies in an item that must be unlike the others.</summary>
    public bool IsCompared;
}
