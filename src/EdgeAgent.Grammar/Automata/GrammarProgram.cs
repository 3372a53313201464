using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>The compiled automata of a grammar, shared by all matchers.</summary>
/// <remarks>Thread-safe. The rules of a value are made when it is first entered: of a large schema a text needs few.</remarks>
internal sealed class GrammarProgram(RuleMaker maker)
{
    private readonly RuleTable<ValueRule> _values = maker.Values;

    public RuleTable<ObjectRule> Objects { get; } = maker.Objects;

    public RuleTable<FreeRule> Free { get; } = maker.Free;

    public RuleTable<ArrayRule> Arrays { get; } = maker.Arrays;

    public RuleTable<RegularAutomaton> Automata { get; } = maker.Automata;

    public RuleTable<LengthBounds> Lengths { get; } = maker.Lengths;

    /// <summary>What may follow calls, as an index of <see cref="Links"/>: more calls or the end; what follows a call in a list; the end.</summary>
    public const int AfterCalls = 0, InList = 1, Ended = 2;

    /// <summary>Where a text begins; without a stack. Where there are several, their first bytes are not the same.</summary>
    public required Strand[] Starts { get; init; }

    public required int MaxDepth { get; init; }

    /// <summary>How many characters of white space may follow each other where any may; 0 where none may.</summary>
    public required int MaxWhiteSpace { get; init; }

    /// <summary>The gap after a comma or colon: -1 where one space must follow, else 0.</summary>
    public required int AfterSeparator { get; init; }

    /// <summary>The region of what lies inside values: arguments, or the answer.</summary>
    public required RegionKind ValueRegion { get; init; }

    public TriggerAutomaton? Trigger { get; init; }

    /// <summary>Whether triggers count at the beginning of the text only.</summary>
    public bool OnlyAtStart { get; init; }

    /// <summary>The states after the triggers; none where they may not be completed.</summary>
    public int[] AfterTrigger { get; init; } = [];

    /// <summary>Triggers that begin with a special token: its symbol, and the state after it.</summary>
    public (int Symbol, int State)[] SpecialTriggers { get; init; } = [];

    /// <summary>How many bytes the trigger has where the name follows it at once.</summary>
    public int OpenedByTrigger { get; init; }

    /// <summary>The special tokens in texts and triggers, by id.</summary>
    public int[] Specials { get; init; } = [];

    /// <summary>The state after a tool's name.</summary>
    public int AfterName { get; init; }

    /// <summary>The state after a call's arguments.</summary>
    public int AfterArguments { get; init; }

    /// <summary>The texts that may follow calls. Of each entry the first symbols differ.</summary>
    public CallLink[][] Links { get; init; } = [];

    public int MaxCalls { get; init; }

    public FixedText[] Texts { get; init; } = [];

    /// <summary>The byte that ends a tool's name.</summary>
    public byte NameEnd { get; init; } = (byte)'"';

    /// <summary>Where parameters are not one JSON object: the tags (the names of bare members) that may stand at a place among them.</summary>
    public ParameterTags[] ParameterTags { get; init; } = [];

    /// <summary>There, by <see cref="ToolValues"/>: those whose values are raw texts.</summary>
    public Dictionary<int, HashSet<string>> RawParameters { get; init; } = [];

    /// <summary>Where parameters are bare members: what stands around these texts.</summary>
    public byte[]? StringDelimiter { get; init; }

    public NameTable? ToolNames { get; init; }

    /// <summary>By place in <see cref="ToolNames"/>: the tool's index, its arguments.</summary>
    public (int Tool, int Value)[] Tools { get; init; } = [];

    /// <summary>By tool: its arguments, or -1; where parameters are not one JSON object, their first tags.</summary>
    public int[] ToolValues { get; init; } = [];

    /// <summary>The rules of a grammar; null for schemas and tools.</summary>
    public RuleNetwork? Rules { get; init; }

    /// <summary>What has been made so far, in rules, symbols and bytes of fixed texts.</summary>
    public int StateCount => _values.Count + Objects.Count + Arrays.Count + Texts.Sum(t => t.Symbols.Length) + (Rules?.Places.Length ?? 0);

    /// <summary>The rule of a value, made on first use.</summary>
    public ValueRule Value(int index) => _values.Find(index) ?? maker.Make(index);
}
