using System.Text;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Notation;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar;

public static partial class GrammarCompiler
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A grammar of the texts that a regular expression matches as a whole.</summary>
    /// <param name="pattern">
    /// ECMA-262 in Unicode mode, with look-around where it stays regular; no back-references. The whole text must match, as if the pattern stood between
    /// <c>^(?:</c> and <c>)$</c>; to search, write <c>[^]*</c> before and after it.
    /// </param>
    /// <param name="vocabulary">The tokenizer's vocabulary.</param>
    /// <param name="options">Of these only <see cref="GrammarOptions.MaxStates"/> means something here.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    /// <exception cref="GrammarException">It is no such expression (EA1111), matches no text, or is too large.</exception>
    public static CompiledGrammar CompileRegex(string pattern, GrammarVocabulary vocabulary, GrammarOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return CompileNotation("the pattern", vocabulary, options, space =>
        {
            try
            {
                return OneTerminal(space, space.PlainWhole(pattern), "The pattern matches no text.", "the pattern");
            }
            catch (FormatException e)
            {
                throw Errors.BadNotation($"The pattern cannot be used: {e.Message}", "the pattern", "Correct it, or say the same without that part", e);
            }
        }, cancellationToken);
    }

    /// <summary>A grammar of a few texts: one of them is written.</summary>
    /// <param name="texts">At least one.</param>
    /// <param name="vocabulary">The tokenizer's vocabulary.</param>
    /// <param name="options">Of these only <see cref="GrammarOptions.MaxStates"/> means something here.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    /// <exception cref="GrammarException">There is none, one is no sound text (EA1111), or they are too large.</exception>
    public static CompiledGrammar CompileChoice(IEnumerable<string> texts, GrammarVocabulary vocabulary, GrammarOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return CompileNotation("the texts", vocabulary, options, space =>
            OneTerminal(space, space.Texts(texts.Select(BytesOfText)), "There is no text to choose.", "the texts"), cancellationToken);
    }

    /// <summary>A grammar in GBNF, the notation of llama.cpp.</summary>
    /// <remarks>
    /// Source: llama.cpp, grammars/README.md. Rules that do not need themselves become automata; for others the matcher keeps a stack. White space is where
    /// the rules say. References to tokens are refused: grammars here are about text.
    /// </remarks>
    /// <param name="grammar">Rules <c>name ::= …</c>; the whole text is one <c>root</c>.</param>
    /// <param name="vocabulary">The tokenizer's vocabulary.</param>
    /// <param name="options">Of these only <see cref="GrammarOptions.MaxStates"/> means something here.</param>
    /// <param name="cancellationToken">Stops compiling.</param>
    /// <exception cref="GrammarException">
    /// It cannot be read, or a rule begins with itself (EA1111, with line and column); no text can be derived (EA1102); it is too large (EA1103).
    /// </exception>
    public static CompiledGrammar CompileGbnf(string grammar, GrammarVocabulary vocabulary, GrammarOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        return CompileNotation("the grammar", vocabulary, options, space => NetworkBuilder.Build(GbnfParser.Parse(grammar), space, cancellationToken), cancellationToken);
    }

    private static CompiledGrammar CompileNotation(string where, GrammarVocabulary vocabulary, GrammarOptions? options, Func<LanguageSpace, RuleNetwork> build, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= GrammarOptions.Default;
        LanguageSpace space = new(Math.Min(options.MaxStates, MaxLanguageStates), cancellationToken, options.MaxStates);
        try
        {
            RuleNetwork rules = build(space);
            Spellability.Require(rules, vocabulary);
            return new CompiledGrammar(new ProgramBuilder(vocabulary, options, space, cancellationToken).Build(rules), vocabulary, null, []);
        }
        catch (LanguageTooLargeException)
        {
            throw Errors.TooLarge(null, space.MaxStates, where);
        }
    }

    private static RuleNetwork OneTerminal(LanguageSpace space, Language language, string ifEmpty, string where) =>
        space.IsEmpty(language) ? throw Errors.NoText(ifEmpty, where) : NetworkBuilder.Build(space, language);

    private static byte[] BytesOfText(string text, int index)
    {
        if (text is null) throw Errors.BadNotation("A text is null.", $"text {index}", "Leave it out");
        try
        {
            return Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw Errors.BadNotation("Half a surrogate pair stands alone.", $"text {index}", "Remove it", e);
        }
    }
}
