using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar;

/// <summary>A schema or a tool set, compiled for a vocabulary.</summary>
/// <remarks>Immutable and thread-safe: share it, and make a matcher for each sequence.</remarks>
public sealed class CompiledGrammar
{
    internal CompiledGrammar(GrammarProgram program, GrammarVocabulary vocabulary, ToolSet? tools, IReadOnlyList<GrammarRemark> remarks) =>
        (Program, Vocabulary, Tools, Remarks, ScalarMasks) = (program, vocabulary, tools, remarks, new ScalarMasks(program, vocabulary));

    /// <summary>The vocabulary it was compiled for.</summary>
    public GrammarVocabulary Vocabulary { get; }

    /// <summary>The tools it was compiled from; null for a schema.</summary>
    public ToolSet? Tools { get; }

    /// <summary>The compile report: unknown keywords and formats, and what was left out by <see cref="UnsupportedKeywords.Report"/>.</summary>
    public IReadOnlyList<GrammarRemark> Remarks { get; }

    /// <summary>How much has been made so far, in rules of values and bytes of fixed texts: a value's rules are made when a text first comes to it.</summary>
    public int StateCount => Program.StateCount;

    internal GrammarProgram Program { get; }

    internal ScalarMasks ScalarMasks { get; }

    /// <summary>A matcher at the beginning of a text.</summary>
    /// <param name="spans">The texts that strings are bound to, where <see cref="GrammarOptions.Spans"/> or <see cref="GrammarOptions.SpansOf"/> bind any;
    /// without them every string is free.</param>
    public GrammarMatcher CreateMatcher(ConversationSpans? spans = null) => new(this, spans);
}
