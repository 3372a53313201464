namespace EdgeAgent.Grammar.Automata;

/// <summary>One way to read the text so far: a state, the stack below it, and registers whose meaning depends on the state's kind.</summary>
internal struct Strand
{
    private const int CheckedBit = 32, IdShift = 6;

    /// <summary>Kind, a flag and an index: see <see cref="Of"/>.</summary>
    public int State;

    /// <summary>Index of the first of the frames on top of the stack; 0 outside values.</summary>
    public int Stack;

    public int A;

    public int B;

    /// <summary>Where the object's or array's record begins in the machine's arena; 0 for none.</summary>
    public int Record;

    public readonly StateKind Kind => (StateKind)(State & 31);

    public readonly int Id => State >> IdShift;

    /// <summary>Whether it reads a scalar that must be unlike earlier items.</summary>
    public readonly bool Checked => (State & CheckedBit) != 0;

    public static int Of(StateKind kind, int id = 0, bool isChecked = false) => (int)kind | (isChecked ? CheckedBit : 0) | (id << IdShift);
}
