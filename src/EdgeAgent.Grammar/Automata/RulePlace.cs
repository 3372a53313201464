using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>A symbol at its place in a rule: a terminal, or a call of a rule.</summary>
internal struct RulePlace
{
    /// <summary>What the terminal's text is; null for a call.</summary>
    public RegularAutomaton? Automaton;

    /// <summary>The rule called.</summary>
    public int Rule;

    /// <summary>The symbols that may follow in the rule.</summary>
    public int[] Next;

    /// <summary>Whether the rule may end behind it.</summary>
    public bool IsLast;

    /// <summary>The bytes that the text behind it may go on with, whatever called the rule.</summary>
    public ByteSet Following;

    /// <summary>Whether nothing of the rule can follow: what is called here returns to where the rule itself would.</summary>
    public readonly bool IsTail => IsLast && Next.Length == 0;
}
