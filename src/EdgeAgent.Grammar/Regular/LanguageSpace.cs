namespace EdgeAgent.Grammar.Regular;

/// <summary>Makes regular sets of byte strings from smaller ones, each once.</summary>
/// <remarks>Not thread-safe: one for each compilation. The automata that it compiles are.</remarks>
internal sealed class LanguageSpace
{
    /// <summary>Makes a space.</summary>
    /// <param name="maxStates">How many states all automata together may have, those looked at to see whether a set is empty included.</param>
    /// <param name="cancellationToken">Stops long explorations.</param>
    public LanguageSpace(int maxStates, CancellationToken cancellationToken) => throw new NotImplementedException($"{maxStates}{cancellationToken}");

    /// <summary>The empty set.</summary>
    public static Language Nothing => default;

    /// <summary>What may stand between the quotes of a JSON string in canonical spelling: UTF-8, escapes only where RFC 8259 requires them.</summary>
    public Language AnyContents => throw new NotImplementedException();

    /// <summary>One text.</summary>
    public Language Text(ReadOnlySpan<byte> text) => throw new NotImplementedException();

    /// <summary>A finite set of texts.</summary>
    public Language Texts(IEnumerable<byte[]> texts) => throw new NotImplementedException();

    /// <summary>What an automaton accepts.</summary>
    public Language Leaf(IByteAutomaton automaton) => throw new NotImplementedException();

    /// <summary>Contents of strings (escaped, without quotes) in which a regular expression of ECMA-262 (Unicode mode) is found.</summary>
    /// <exception cref="FormatException">It is no such expression, or not regular; the message says what.</exception>
    public Language Pattern(string pattern) => throw new NotImplementedException();

    /// <summary>The contents of a language that have so many characters (code points; an escape is one).</summary>
    public Language OfLength(Language contents, long min, long max) => throw new NotImplementedException();

    /// <summary>Both sets together.</summary>
    public Language Union(Language a, Language b) => throw new NotImplementedException();

    /// <summary>What is in both.</summary>
    public Language Intersect(Language a, Language b) => throw new NotImplementedException();

    /// <summary>What is in the first and not in the second.</summary>
    public Language Subtract(Language a, Language b) => throw new NotImplementedException();

    /// <summary>Whether it holds no text. May explore states.</summary>
    public bool IsEmpty(Language language) => throw new NotImplementedException();

    /// <summary>Whether a text is in it.</summary>
    public bool Contains(Language language, ReadOnlySpan<byte> text) => throw new NotImplementedException();

    /// <summary>All texts of a small finite set; null where there are more than <paramref name="max"/>.</summary>
    public IReadOnlyList<byte[]>? Enumerate(Language language, int max) => throw new NotImplementedException();

    /// <summary>The automaton of a language that is not empty; the same one for the same language.</summary>
    public RegularAutomaton Compile(Language language) => throw new NotImplementedException();
}
