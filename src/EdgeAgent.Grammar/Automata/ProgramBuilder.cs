using System.Text;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Turns shapes into a program.</summary>
internal sealed class ProgramBuilder(GrammarVocabulary vocabulary, GrammarOptions options, LanguageSpace space, CancellationToken cancellationToken)
{
    /// <summary>White space in a row where any is allowed: more helps nobody, and a model may fall into writing it for ever.</summary>
    private const int MaxWhiteSpace = 20;

    private readonly RuleMaker _maker = new(options, space);

    /// <summary>The program of one document.</summary>
    public GrammarProgram Build(Shape root)
    {
        Spellability.Require(root, vocabulary, options, space, cancellationToken);
        return new GrammarProgram(_maker)
        {
            Start = new Strand { State = Strand.Of(StateKind.Value, _maker.IndexOf(root)) },
            MaxDepth = options.MaxDepth,
            MaxWhiteSpace = options.WhiteSpace == WhiteSpace.Any ? MaxWhiteSpace : 0,
            AfterSeparator = options.WhiteSpace == WhiteSpace.Spaced ? -1 : 0,
            ValueRegion = RegionKind.Answer,
        };
    }

    /// <summary>The program of a grammar's rules.</summary>
    public GrammarProgram Build(RuleNetwork rules) => new(_maker)
    {
        // One terminal alone is entered without a byte: its masks are ready.
        Start = rules.Places.Length == 2 && rules.Places[1].Automaton is not null ? new Strand { State = Strand.Of(StateKind.Terminal, 1) } : new Strand { State = Strand.Of(StateKind.After) },
        MaxDepth = options.MaxDepth,
        MaxWhiteSpace = 0,
        AfterSeparator = 0,
        ValueRegion = RegionKind.Answer,
        Rules = rules,
    };

    /// <summary>Free text, calls, or both, as the choice says. The outermost level has no frame: its registers hold the number of calls and the tool.</summary>
    /// <param name="tools">By tool of the set: its name and the shape of its arguments; null for one that may not be called.</param>
    /// <param name="tool">The texts around them and the choice.</param>
    public GrammarProgram Build(IReadOnlyList<(string Name, Shape Arguments)?> tools, ToolGrammarOptions tool)
    {
        List<(string Name, int Tool, int Value)> callable = [];
        int[] values = new int[tools.Count];
        for (int i = 0; i < tools.Count; i++)
        {
            values[i] = -1;
            if (tools[i] is not (string name, Shape arguments)) continue;
            Spellability.Require(arguments, vocabulary, options, space, cancellationToken);
            callable.Add((name, i, values[i] = _maker.IndexOf(arguments)));
        }
        if (callable.Count > NameTable.MaxNames) throw Errors.TooLarge(null, NameTable.MaxNames);
        bool free = tool.Choice == ToolChoice.None || tool.Choice == ToolChoice.Auto;
        int trigger = Encoding.UTF8.GetByteCount(tool.Trigger);
        const int Whole = 0, Opening = 1, BeforeArguments = 2, AfterArguments = 3;
        int after = free ? Strand.Of(StateKind.Text) : Strand.Of(StateKind.NextCall);
        int name0 = Strand.Of(StateKind.ToolName);
        FixedText[] texts =
        [
            new(Bytes(tool.Trigger + tool.BeforeName), name0, RegionKind.Opening, 0),
            new(Bytes(tool.BeforeName), name0, RegionKind.Opening, trigger),
            new(Bytes(tool.BeforeArguments), Strand.Of(StateKind.CallTool), RegionKind.Opening, 0),
            new(Bytes(tool.AfterArguments), after, RegionKind.Closing, 0),
        ];
        if (callable.Count > 0)
            foreach (FixedText text in texts) vocabulary.RequireSpellable(text.Bytes);
        NameTable names = new([.. callable.Select(t => NameTable.Quoted(t.Name))]);
        for (int i = 0; i < callable.Count; i++) vocabulary.RequireSpellable(names[i]);
        return new GrammarProgram(_maker)
        {
            Start = new Strand { State = free ? Strand.Of(StateKind.Text) : Strand.Of(StateKind.Chain, Whole) },
            MaxDepth = options.MaxDepth,
            MaxWhiteSpace = options.WhiteSpace == WhiteSpace.Any ? MaxWhiteSpace : 0,
            AfterSeparator = options.WhiteSpace == WhiteSpace.Spaced ? -1 : 0,
            ValueRegion = RegionKind.Arguments,
            Trigger = new TriggerAutomaton(tool.Trigger),
            AfterTrigger = tool.Choice != ToolChoice.None && callable.Count > 0 ? Strand.Of(StateKind.Chain, Opening) : -1,
            NextCall = new Strand { State = Strand.Of(StateKind.Chain, Whole), Record = 1 },
            MaxCalls = tool.AllowParallelCalls ? tool.MaxCalls : 1,
            Texts = texts,
            AfterName = Strand.Of(StateKind.Chain, BeforeArguments),
            AfterArguments = Strand.Of(StateKind.Chain, AfterArguments),
            ToolNames = names,
            Tools = [.. callable.Select(t => (t.Tool, t.Value))],
            ToolValues = values,
        };
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
