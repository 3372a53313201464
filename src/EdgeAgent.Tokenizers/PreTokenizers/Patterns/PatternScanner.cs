using System.Globalization;
using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Walks over the text of a pattern, and reads what is the same within classes and outside.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="pointer">Where it stands, for errors.</param>
internal sealed class PatternScanner(string pattern, string pointer)
{
    // Oniguruma's \w lacks the joiners that Rust's has; outside of classes it counts the superscripts and fractions of Latin 1.
    private static readonly Lazy<CodePointRanges> s_wordInClass = new(static ()
        => UnicodeProperties.RustWord.And(CodePointRanges.Of(0x200C, 0x200D).Not()));
    private static readonly Lazy<CodePointRanges> s_word = new(static ()
        => s_wordInClass.Value.Or(CodePointRanges.Of([(0xB2, 0xB3), (0xB9, 0xB9), (0xBC, 0xBE)])));

    /// <summary>The offset of the next character.</summary>
    public int At { get; set; }

    public bool AtEnd => At == pattern.Length;

    public char Next => pattern[At];

    /// <summary><c>\w</c>, where it is no part of a class.</summary>
    public static CodePointRanges Word => s_word.Value;

    /// <summary>Whether this comes next; goes behind it if so.</summary>
    public bool Skip(string text)
    {
        if (!pattern.AsSpan(At).StartsWith(text, StringComparison.Ordinal)) return false;
        At += text.Length;
        return true;
    }

    /// <summary>Whether this comes next.</summary>
    public bool Sees(string text) => pattern.AsSpan(At).StartsWith(text, StringComparison.Ordinal);

    /// <summary>The next character, which stands for itself.</summary>
    public int Character()
    {
        if (Rune.DecodeFromUtf16(pattern.AsSpan(At), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
            throw Malformed("It holds half a character.", At);
        At += length;
        return rune.Value;
    }

    /// <summary>A number, or -1 if there is none here.</summary>
    public int Number(int most)
    {
        int start = At;
        while (!AtEnd && char.IsAsciiDigit(Next)) At++;
        if (At == start) return -1;
        return int.TryParse(pattern.AsSpan(start, At - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number : throw Unsupported($"a count above {most}", start);
    }

    /// <summary>An escape that stands for characters, from its backslash on.</summary>
    /// <param name="inClass">Whether it stands in a class.</param>
    /// <returns>The characters; <c>One</c> is the one that the escape names, or -1 where it names a set.</returns>
    public (CodePointRanges Characters, int One) Escape(bool inClass)
    {
        int start = At++;
        if (AtEnd) throw Malformed("It ends within an escape.", start);
        switch (Next)
        {
            case 'p' or 'P': return (Property(start), -1);
            case 'x' or 'u': return One(Hexadecimal(start));
        }
        int c = Character();
        return c switch
        {
            's' => (UnicodeProperties.Space, -1),
            'S' => (UnicodeProperties.Space.Not(), -1),
            'd' => (UnicodeProperties.Digit, -1),
            'D' => (UnicodeProperties.Digit.Not(), -1),
            'w' => (inClass ? s_wordInClass.Value : Word, -1),
            'W' => ((inClass ? s_wordInClass.Value : Word).Not(), -1),
            'h' => (HexDigits, -1),
            'H' => (HexDigits.Not(), -1),
            'n' => One('\n'),
            'r' => One('\r'),
            't' => One('\t'),
            'f' => One('\f'),
            'v' => One('\v'),
            'a' => One('\a'),
            'e' => One('\e'),
            _ when c < 0x80 && char.IsAsciiLetterOrDigit((char)c) => throw Unsupported($"the escape \\{(char)c}", start),
            _ => One(c),
        };
    }

    /// <summary>The error for a pattern that is none.</summary>
    public TokenizerException Malformed(string what, int at) => TokenizerErrors.BadPattern(what, pattern, at, pointer);

    /// <summary>The error for what is not supported.</summary>
    public TokenizerException Unsupported(string what, int at)
        => TokenizerErrors.BadPattern($"It uses {what}, which is not supported.", pattern, at, pointer);

    private static CodePointRanges HexDigits => CodePointRanges.Of([('0', '9'), ('A', 'F'), ('a', 'f')]);

    private static (CodePointRanges Characters, int One) One(int c) => (CodePointRanges.Of(c, c), c);

    private CodePointRanges Property(int start)
    {
        bool not = Next == 'P';
        At++;
        string name;
        if (Skip("{"))
        {
            if (Skip("^")) not = !not;
            int end = pattern.IndexOf('}', At);
            if (end < 0) throw Malformed("The name of a property has no end.", start);
            name = pattern[At..end];
            At = end + 1;
        }
        else name = AtEnd ? "" : char.ConvertFromUtf32(Character());   // \pL
        CodePointRanges characters = UnicodeProperties.Find(name) ?? throw Unsupported($"the property '{name}'", start);
        return not ? characters.Not() : characters;
    }

    private int Hexadecimal(int start)
    {
        bool isX = Next == 'x', braces = isX && Sees("x{");
        At += braces ? 2 : 1;
        int end = At, most = braces ? 8 : isX ? 2 : 4;
        while (end < pattern.Length && end < At + most && char.IsAsciiHexDigit(pattern[end])) end++;
        if (end == At || (!isX && end < At + most)) throw Malformed("An escape lacks its hexadecimal digits.", start);
        int value = int.Parse(pattern.AsSpan(At, end - At), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        At = end;
        if (braces && !Skip("}")) throw Unsupported("\\x{…} with more than one number", start);
        if (isX && !braces && value > 0x7F) throw Unsupported("\\x above 7F, which is a byte and no character", start);
        return Rune.IsValid(value) ? value : throw Malformed("An escape names no character.", start);
    }
}
