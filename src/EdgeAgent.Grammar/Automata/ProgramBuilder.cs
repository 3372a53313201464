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
    public GrammarProgram Build(Shape root) => new(_maker)
    {
        Starts = [Document(root)],
        MaxDepth = options.MaxDepth,
        MaxWhiteSpace = WhiteSpaceInARow,
        AfterSeparator = AfterSeparator,
        ValueRegion = RegionKind.Answer,
    };

    /// <summary>The program of a grammar's rules.</summary>
    public GrammarProgram Build(RuleNetwork rules) => new(_maker)
    {
        // One terminal alone is entered without a byte: its masks are ready.
        Starts = [new Strand { State = rules.Places.Length == 2 && rules.Places[1].Automaton is not null ? Strand.Of(StateKind.Terminal, 1) : Strand.Of(StateKind.After) }],
        MaxDepth = options.MaxDepth,
        MaxWhiteSpace = 0,
        AfterSeparator = 0,
        ValueRegion = RegionKind.Answer,
        Rules = rules,
    };

    /// <summary>Text, calls, a document, or some of them, as the choice says. The outermost level has no frame: its registers hold the number of calls and the tool.</summary>
    /// <param name="tools">By tool of the set: its name and the shape of its arguments; null for one that may not be called.</param>
    /// <param name="answer">The documents that stand instead of text; null for text.</param>
    /// <param name="tool">The texts around calls and the choice.</param>
    public GrammarProgram Build(IReadOnlyList<(string Name, Shape Arguments)?> tools, Shape? answer, ToolGrammarOptions tool)
    {
        ParameterForm? form = ParameterForm.Of(tool.Syntax);
        List<(string Name, int Tool, int Value)> callable = [];
        int[] values = new int[tools.Count];
        for (int i = 0; i < tools.Count; i++)
        {
            values[i] = -1;
            if (tools[i] is not (string name, Shape arguments)) continue;
            RequireRoom(arguments, name, form is null ? 0 : 1);
            Spellability.Require(arguments, vocabulary, options, space, cancellationToken);
            callable.Add((name, i, values[i] = _maker.IndexOf(arguments)));
        }
        if (callable.Count > NameTable.MaxNames) throw Errors.TooLarge(null, NameTable.MaxNames);
        bool mayCall = callable.Count > 0, mustCall = tool.Choice != ToolChoice.None && tool.Choice != ToolChoice.Auto;
        OutsideBuilder outside = new(vocabulary, tool.Syntax, hasText: !mustCall && answer is null, mayCall);
        if (form is not null && tools.Count > ushort.MaxValue) throw Errors.TooLarge(null, ushort.MaxValue);
        ParameterBuilder? parameters = form is null ? null : new(form, _maker, space, outside, vocabulary);
        for (int i = 0; parameters is not null && i < tools.Count; i++)
            if (tools[i] is (string name, Shape arguments)) values[i] = parameters.Build(name, arguments);
        NameTable names = new([.. callable.Select(t => form?.Ended(t.Name) ?? NameTable.Quoted(t.Name))]);
        for (int i = 0; i < callable.Count; i++) vocabulary.RequireSpellable(names[i]);
        List<Strand> starts = [];
        if (!mustCall) starts.Add(answer is null ? new Strand { State = Strand.Of(StateKind.Text) } : Document(answer));
        if (mustCall || (mayCall && answer is not null)) starts.AddRange(outside.Starts);
        if (starts.Count > 1 && !mustCall) outside.RequireUnlike(_maker.Make(starts[0].Id).First);
        return new GrammarProgram(_maker)
        {
            Starts = [.. starts],
            MaxDepth = options.MaxDepth,
            MaxWhiteSpace = WhiteSpaceInARow,
            AfterSeparator = AfterSeparator,
            ValueRegion = RegionKind.Arguments,
            Trigger = outside.Trigger,
            OnlyAtStart = tool.Syntax.OnlyAtStart,
            AfterTrigger = mayCall ? outside.AfterTrigger : [],
            SpecialTriggers = mayCall ? outside.SpecialTriggers : [],
            OpenedByTrigger = outside.OpenedByTrigger,
            Links = outside.Links,
            MaxCalls = tool.AllowParallelCalls && tool.Syntax.HasSeveralCalls ? tool.MaxCalls : 1,
            Texts = outside.Texts,
            Specials = outside.Specials,
            AfterName = outside.AfterName,
            AfterArguments = outside.AfterArguments,
            NameEnd = (byte)(form?.NameEnd ?? '"'),
            ParameterTags = parameters?.Tables ?? [],
            RawParameters = parameters?.RawParameters ?? [],
            StringDelimiter = tool.Syntax.StringDelimiter is string delimiter ? Encoding.UTF8.GetBytes(delimiter) : null,
            ToolNames = names,
            Tools = [.. callable.Select(t => (t.Tool, t.Value))],
            ToolValues = values,
        };
    }

    /// <param name="shape">Of a document, or of a tool's arguments.</param>
    /// <param name="tool">Its name.</param>
    /// <param name="outside">How many of the levels are not written as JSON.</param>
    private void RequireRoom(Shape shape, string? tool, int outside)
    {
        if (shape.Height - outside > options.MaxDepth) throw Errors.TooDeep(tool, shape.Height - outside, options.MaxDepth);
    }

    private int WhiteSpaceInARow => options.WhiteSpace == WhiteSpace.Any ? MaxWhiteSpace : 0;

    private int AfterSeparator => options.WhiteSpace == WhiteSpace.Spaced ? -1 : 0;

    private Strand Document(Shape root)
    {
        RequireRoom(root, tool: null, outside: 0);
        Spellability.Require(root, vocabulary, options, space, cancellationToken);
        return new Strand { State = Strand.Of(StateKind.Value, _maker.IndexOf(root)) };
    }
}
