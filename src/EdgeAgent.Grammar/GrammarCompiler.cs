using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Normalization;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar;

/// <summary>Compiles what the model may write to what a matcher runs.</summary>
/// <remarks>
/// For schemas and tools the text is JSON with <c>", "</c> and <c>": "</c> and no other white space, non-ASCII as itself, escapes only where JSON requires them, integers without
/// fraction or exponent, other numbers as plain decimals, declared members in their order and then, where the schema allows them, others; no name twice;
/// <see cref="GrammarOptions"/> widens that. Unknown keywords and formats are annotations, listed in the report. Where alternatives begin alike, up to 4,096 readings of the text are followed side
/// by side; beyond that some texts that the schema allows are forbidden, and never the other way round.
/// </remarks>
public static partial class GrammarCompiler
{
    /// <summary>What it takes to see whether languages are empty, too: above this a schema is refused that would take seconds.</summary>
    internal const int MaxLanguageStates = 100_000;

    /// <summary>A grammar whose text is one document of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="vocabulary">The tokenizer's vocabulary.</param>
    /// <param name="options">The defaults where null.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    /// <exception cref="GrammarException">A keyword cannot be enforced, no value satisfies the schema, or it is too large.</exception>
    public static CompiledGrammar Compile(SchemaDocument schema, GrammarVocabulary vocabulary, GrammarOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= GrammarOptions.Default;
        List<GrammarRemark> remarks = [];
        LanguageSpace space = new(Math.Min(options.MaxStates, MaxLanguageStates), cancellationToken, options.MaxStates);
        Shape root = new Normalizer(options, remarks, space, cancellationToken).Build(schema, null, objectOnly: false);
        GrammarProgram program = new ProgramBuilder(vocabulary, options, space, cancellationToken).Build(root);
        return new CompiledGrammar(program, vocabulary, null, remarks);
    }

    /// <summary>A grammar of free text and tool calls, or of an answer by a schema or tool calls, as the options say.</summary>
    /// <param name="tools">The tools; where there are none, text or the answer alone.</param>
    /// <param name="vocabulary">The tokenizer's vocabulary.</param>
    /// <param name="options">The defaults where null.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    /// <exception cref="GrammarException">As for a schema; or a tool choice that no tool fulfils.</exception>
    public static CompiledGrammar Compile(ToolSet tools, GrammarVocabulary vocabulary, ToolGrammarOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= ToolGrammarOptions.Default;
        CheckChoice(tools, options.Choice);
        List<GrammarRemark> remarks = [];
        LanguageSpace space = new(Math.Min(options.Arguments.MaxStates, MaxLanguageStates), cancellationToken, options.Arguments.MaxStates);
        Normalizer normalizer = new(options.Arguments, remarks, space, cancellationToken);
        // Every tool's schema is read, so that one that cannot be enforced is known at once and not when it is first chosen.
        (string, Shape)?[] callable = [.. tools.Select(t => ((string, Shape)?)(t.Name, normalizer.Build(t.Parameters, t.Name, objectOnly: true)))];
        for (int i = 0; i < callable.Length; i++)
            if (options.Choice == ToolChoice.None || (options.Choice.Name is string only && tools[i].Name != only)) callable[i] = null;
        Shape? answer = options.Answer is SchemaDocument document ? normalizer.Build(document, null, objectOnly: false) : null;
        GrammarProgram program = new ProgramBuilder(vocabulary, options.Arguments, space, cancellationToken).Build(callable, answer, options);
        return new CompiledGrammar(program, vocabulary, tools, remarks);
    }

    private static void CheckChoice(ToolSet tools, ToolChoice choice)
    {
        if (choice.Name is string name && tools.IndexOf(name) < 0)
            throw Errors.NoSuchTool($"The tool choice names '{name}', and there is no such tool among {(tools.Count == 0 ? "none" : string.Join(", ", tools.Take(20).Select(t => t.Name)))}.");
        if (choice == ToolChoice.Required && tools.Count == 0) throw Errors.NoSuchTool("A call is required and there are no tools.");
    }
}
