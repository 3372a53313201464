namespace EdgeAgent.Grammar.Automata;

/// <summary>What a state does; those from <see cref="Pop"/> on read no byte and are passed through at once.</summary>
internal enum StateKind : byte
{
    /// <summary>Nothing may follow but the end.</summary>
    End,

    /// <summary>Free text; Local: state of the trigger's automaton; Next: the state after the trigger, or -1 where it may not be completed; Arg: calls allowed.</summary>
    Text,

    /// <summary>After a call where only another may follow; Value: the trigger's first byte; Next; Arg: calls allowed.</summary>
    NextCall,

    /// <summary>One byte, Value, then Next.</summary>
    Byte,

    /// <summary>Edges Arg (first) to Arg + Next - 1 of the edge table. Local 1: inside a string with a pattern.</summary>
    Ranges,

    /// <summary>As Ranges, but the byte is read by the edge's target.</summary>
    Dispatch,

    /// <summary>All of the states Arg to Arg + Next - 1 of the fork table read the byte.</summary>
    Fork,

    /// <summary>Inside a string; Local: state of <see cref="StringAutomaton"/>; Arg: index of its length bounds; register A: characters so far, if bounded.</summary>
    String,

    /// <summary>The first byte of an object; Arg: its rule.</summary>
    ObjectOpen,

    /// <summary>After the opening brace.</summary>
    ObjectFirst,

    /// <summary>After a member; Local 0: registers A: index of the next declared member; Local 1: only free members follow, A: the last of the list of free names.</summary>
    ObjectNext,

    /// <summary>After a comma and a space: the quote of a name.</summary>
    ObjectQuote,

    /// <summary>In a name that may be a declared one; Next: node of the rule's name trie; B: offset of the name's first byte.</summary>
    Key,

    /// <summary>In a name that is none of the declared ones; Local: state of <see cref="StringAutomaton"/>; A: list of free names; B: offset of its first byte.</summary>
    FreeKey,

    /// <summary>The first byte of an array; Arg: its rule.</summary>
    ArrayOpen,

    /// <summary>After the opening bracket.</summary>
    ArrayFirst,

    /// <summary>After an item; A: items so far.</summary>
    ArrayNext,

    /// <summary>Back to the frame on the stack.</summary>
    Pop,

    /// <summary>Into state Arg, to come back to Next; the registers are kept.</summary>
    Call,

    /// <summary>Into state Arg, to come back to Next with A = Extra.</summary>
    CallMember,

    /// <summary>Into the state of item A of array Arg, to come back after it.</summary>
    CallItem,

    /// <summary>A tool's name is complete: A counts the calls, B = Arg is the tool; then Next.</summary>
    SetTool,
}

/// <summary>A state of the compiled automata. What the fields mean depends on the kind.</summary>
internal struct State
{
    public StateKind Kind;

    /// <summary>The value may be complete here: without an edge for the next byte, the frame on the stack reads it.</summary>
    public bool MayPop;

    /// <summary>The whole text may end here.</summary>
    public bool MayEnd;

    /// <summary>For states outside values.</summary>
    public RegionKind Region;

    public byte Local;

    public byte Value;

    public int Arg;

    public int Next;

    public int Extra;
}

/// <summary>An edge of a <see cref="StateKind.Ranges"/> or <see cref="StateKind.Dispatch"/> state.</summary>
internal readonly record struct Edge(byte First, byte Last, int Target);

/// <summary>Length bounds of a string, in characters.</summary>
internal readonly record struct LengthBounds(long Min, long Max)
{
    public bool IsOpen => Min == 0 && Max == long.MaxValue;
}
