using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Masks;

namespace EdgeAgent.Grammar;

/// <summary>A schema, a tool set, or another description of texts, compiled for a vocabulary.</summary>
/// <remarks>Immutable and thread-safe: share it, and make a matcher for each sequence.</remarks>
public sealed class CompiledGrammar
{
    internal CompiledGrammar(GrammarProgram program, GrammarVocabulary vocabulary, ToolSet? tools, IReadOnlyList<GrammarRemark> remarks)
    {
        (Program, Vocabulary, Tools, Remarks, ScalarMasks) = (program, vocabulary, tools, remarks, new ScalarMasks(program, vocabulary));
        if (program.Rules is RuleNetwork rules) TerminalMasks = new TerminalMasks(rules, vocabulary);
    }

    /// <summary>The vocabulary it was compiled for.</summary>
    public GrammarVocabulary Vocabulary { get; }

    /// <summary>The tools it was compiled from; null for anything else.</summary>
    public ToolSet? Tools { get; }

    /// <summary>The compile report: unknown keywords and formats, and what was left out by <see cref="UnsupportedKeywords.Report"/>.</summary>
    public IReadOnlyList<GrammarRemark> Remarks { get; }

    /// <summary>How much has been made so far, in rules of values and bytes of fixed texts: a value's rules are made when a text first comes to it.</summary>
    public int StateCount => Program.StateCount;

    internal GrammarProgram Program { get; }

    internal ScalarMasks ScalarMasks { get; }

    /// <summary>For rules of a grammar.</summary>
    internal TerminalMasks? TerminalMasks { get; }

    /// <summary>A matcher at the beginning of a text.</summary>
    /// <param name="spans">The texts that strings are bound to, where <see cref="GrammarOptions.Spans"/> or <see cref="GrammarOptions.SpansOf"/> bind any;
    /// without them every string is free.</param>
    public GrammarMatcher CreateMatcher(ConversationSpans? spans = null) => new(this, spans);

    /// <summary>What a call's arguments say, as JSON: of JSON the text itself, of XML parameters and bare members the object that they mean.</summary>
    /// <param name="toolIndex">The tool's place in <see cref="Tools"/>.</param>
    /// <param name="text">The bytes of a region of <see cref="RegionKind.Arguments"/>, which a matcher of this grammar has accepted.</param>
    /// <param name="isWhole">Whether the region has ended. If not, the result is a beginning of the JSON that no further byte can change, without half
    /// characters.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tool, or it may not be called.</exception>
    public string ReadArguments(int toolIndex, ReadOnlySpan<byte> text, bool isWhole)
    {
        if ((uint)toolIndex >= (uint)Program.ToolValues.Length || Program.ToolValues[toolIndex] < 0)
            throw new ArgumentOutOfRangeException(nameof(toolIndex), toolIndex, "Give the index of a tool that may be called.");
        if (!Program.RawParameters.TryGetValue(Program.ToolValues[toolIndex], out HashSet<string>? raw)) return JsonText.WholeCharacters(text);
        return Program.StringDelimiter is byte[] delimiter ? MemberReader.Read(text, raw, delimiter, isWhole) : ParameterReader.Read(text, raw, isWhole);
    }
}
