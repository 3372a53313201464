using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Regular;

/// <summary>Makes regular sets of byte strings from smaller ones, each once.</summary>
/// <remarks>
/// Expressions are nodes that exist once (equal ones have equal numbers) and are simplified as they are made. What is left of one after a byte is an
/// expression again, its derivative (Brzozowski 1964; Owens, Reppy, Turon 2009), so that intersection and difference need no construction of their
/// own; sequences are taken apart at unions as Antimirov (1996) does, which keeps the derivatives few. Not thread-safe: one for each compilation.
/// The automata that it compiles are.
/// </remarks>
internal sealed partial class LanguageSpace
{
    /// <summary>How many states there may be.</summary>
    public int MaxStates { get; }
    private readonly Dictionary<int, RegularAutomaton> _compiled = [];
    private readonly Dictionary<string, byte[]> _classes = new(StringComparer.Ordinal);
    private const long UnitsAState = 8;

    private CancellationToken _cancellationToken;
    private long _limit;
    private long _lazy;

    /// <summary>Makes a space.</summary>
    /// <param name="maxStates">How many states all automata together may have, those looked at to see whether a set is empty included.</param>
    /// <param name="cancellationToken">Stops long explorations; not looked at any more once the automata are used.</param>
    /// <param name="maxLazyStates">How many more states there may be while the automata are used; as many where null.</param>
    public LanguageSpace(int maxStates, CancellationToken cancellationToken, int? maxLazyStates = null)
    {
        (MaxStates, _cancellationToken) = (maxStates, cancellationToken);
        (_limit, _lazy) = (UnitsAState * maxStates, UnitsAState * (maxLazyStates ?? maxStates));
        MakeNode(NodeKind.Nothing, NodeFlags.Contents | NodeFlags.Plain, 0, 0);
        _life[NothingId] = -1;
        MakeNode(NodeKind.Epsilon, NodeFlags.Nullable | NodeFlags.Alive | NodeFlags.Contents | NodeFlags.Plain, 0, 0);
        Any = Repeat(Characters(CodePoints.All), 0, Endless);
    }

    /// <summary>The empty set.</summary>
    public static Language Nothing => default;

    /// <summary>The set of the empty text.</summary>
    public static Language Empty => new(EpsilonId);

    /// <summary>What may stand between the quotes of a JSON string in canonical spelling: UTF-8, escapes only where RFC 8259 requires them.</summary>
    public Language AnyContents => new(Any);

    /// <summary>One text.</summary>
    public Language Text(ReadOnlySpan<byte> text) => new(TextNode(text));

    /// <summary>A finite set of texts.</summary>
    public Language Texts(IEnumerable<byte[]> texts)
    {
        byte[][] sorted = TextsAutomaton.Sort(texts);
        return sorted.Length switch { 0 => Nothing, 1 => Text(sorted[0]), _ => Leaf(new TextsAutomaton(sorted)) };
    }

    /// <summary>What an automaton accepts: at least one text.</summary>
    public Language Leaf(IByteAutomaton automaton) => new(LeafNode(automaton));

    /// <summary>Contents of strings (escaped, without quotes) in which a regular expression of ECMA-262 (Unicode mode) is found.</summary>
    /// <exception cref="FormatException">It is no such expression, or not regular; the message says what.</exception>
    public Language Pattern(string pattern) => new(PatternBuilder.Build(this, RegexParser.Parse(pattern), plain: false));

    /// <summary>Texts, in plain UTF-8, in which a regular expression is found.</summary>
    /// <exception cref="FormatException">As for <see cref="Pattern"/>.</exception>
    public Language PlainPattern(string pattern) => new(PatternBuilder.Build(this, RegexParser.Parse(pattern), plain: true));

    /// <summary>One character of a set in plain UTF-8.</summary>
    public Language PlainCharacters(CodePoints set) => new(Characters(set, plain: true));

    /// <summary>A text of the one, then a text of the other.</summary>
    public Language Concat(Language a, Language b) => new(Concat(a.Id, b.Id));

    /// <summary>So many texts one after the other; null for no bound.</summary>
    public Language Repeat(Language language, int min, int? max) => new(Repeat(language.Id, min, max ?? Endless));

    /// <summary>The contents of a language that have so many characters (code points; an escape is one).</summary>
    public Language OfLength(Language contents, long min, long max) => max < min ? Nothing : new(Counted(contents.Id, 0, Clamp(min), Clamp(max)));

    /// <summary>Both sets together.</summary>
    public Language Union(Language a, Language b) => new(Union(a.Id, b.Id));

    /// <summary>What is in both.</summary>
    public Language Intersect(Language a, Language b) => new(Intersect(a.Id, b.Id));

    /// <summary>What is in the first and not in the second.</summary>
    public Language Subtract(Language a, Language b) => new(Subtract(a.Id, b.Id));

    /// <summary>Whether it holds no text. May explore states.</summary>
    /// <exception cref="LanguageTooLargeException">That takes more states than are allowed.</exception>
    public bool IsEmpty(Language language) => !IsAlive(language.Id);

    /// <summary>Whether a text is in it.</summary>
    public bool Contains(Language language, ReadOnlySpan<byte> text)
    {
        int node = language.Id;
        foreach (byte b in text)
        {
            node = RowOf(node).After(b);
            if (node == 0) return false;
        }
        return IsNullable(node);
    }

    /// <summary>All texts of a small finite set in the order of their bytes; null where there are more than <paramref name="max"/>.</summary>
    /// <exception cref="LanguageTooLargeException">Finding out takes more states than are allowed.</exception>
    public IReadOnlyList<byte[]>? Enumerate(Language language, int max)
    {
        if (!IsAlive(language.Id)) return [];
        List<byte[]> found = [];
        Stack<(int Node, byte[] Text)> open = new([(language.Id, [])]);
        while (open.TryPop(out (int Node, byte[] Text) at))
        {
            if (IsNullable(at.Node)) found.Add(at.Text);
            Row row = RowOf(at.Node);
            for (int i = row.Last.Length - 1; i >= 0; i--)
            {
                if (!IsAlive(row.Targets[i])) continue;
                for (int b = row.Last[i]; b >= (i == 0 ? 0 : row.Last[i - 1] + 1); b--) open.Push((row.Targets[i], [.. at.Text, (byte)b]));
                if (found.Count + open.Count > max) return null; // each open one leads to a text of its own
            }
            if (at.Text.Length > MaxStates) return null;
        }
        return found;
    }

    /// <summary>The automaton of a language that is not empty; the same one for the same language.</summary>
    /// <exception cref="LanguageTooLargeException">Seeing that takes more states than are allowed.</exception>
    public RegularAutomaton Compile(Language language)
    {
        if (_compiled.TryGetValue(language.Id, out RegularAutomaton? known)) return known;
        if (!IsAlive(language.Id)) throw new ArgumentException("The language is empty.", nameof(language));
        return _compiled[language.Id] = new RegularAutomaton(this, language.Id);
    }

    /// <summary>From now on nothing is cancelled: the automata are in use.</summary>
    public void Detach()
    {
        if (_lazy == 0) return;
        _cancellationToken = default;
        (_limit, _lazy) = (_spent + _lazy, 0);
    }

    /// <summary>Held while automata that are in use ask for states: they share the nodes.</summary>
    public Lock Lock { get; } = new();

    /// <summary>By byte: the number of its range; the same array for the same ranges.</summary>
    public byte[] ClassesOf(byte[] last)
    {
        string key = string.Create(last.Length, last, static (text, last) =>
        {
            for (int i = 0; i < text.Length; i++) text[i] = (char)last[i];
        });
        if (_classes.TryGetValue(key, out byte[]? known)) return known;
        byte[] classes = new byte[256];
        for (int i = 0, b = 0; i < last.Length; i++)
            for (; b <= last[i]; b++) classes[b] = (byte)i;
        return _classes[key] = classes;
    }

    private static int Clamp(long count) => (int)Math.Min(count, Endless);
}
