using System.Collections.Concurrent;
using System.Globalization;

namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>The Unicode properties that patterns name: general categories and scripts of Unicode 16.</summary>
/// <remarks>Names are matched as Oniguruma does: without regard to case, spaces, hyphens and underscores. Thread-safe.</remarks>
internal static class UnicodeProperties
{
    // Code points between these are all unassigned but for planes 15 and 16, which are private use.
    private const int EndOfScripts = 0x40000, TagPlane = 0xE0000, EndOfTagPlane = 0xE1000, PrivatePlanes = 0xF0000;

    private static readonly (string Short, string Long)[] s_categories =
    [
        ("lu", "uppercaseletter"), ("ll", "lowercaseletter"), ("lt", "titlecaseletter"), ("lm", "modifierletter"), ("lo", "otherletter"),
        ("mn", "nonspacingmark"), ("mc", "spacingmark"), ("me", "enclosingmark"), ("nd", "decimalnumber"), ("nl", "letternumber"),
        ("no", "othernumber"), ("zs", "spaceseparator"), ("zl", "lineseparator"), ("zp", "paragraphseparator"), ("cc", "control"),
        ("cf", "format"), ("cs", "surrogate"), ("co", "privateuse"), ("pc", "connectorpunctuation"), ("pd", "dashpunctuation"),
        ("ps", "openpunctuation"), ("pe", "closepunctuation"), ("pi", "initialpunctuation"), ("pf", "finalpunctuation"),
        ("po", "otherpunctuation"), ("sm", "mathsymbol"), ("sc", "currencysymbol"), ("sk", "modifiersymbol"), ("so", "othersymbol"),
        ("cn", "unassigned"),
    ];   // in the order of UnicodeCategory

    private static readonly (string Long, string Short)[] s_groups =
    [
        ("letter", "l"), ("mark", "m"), ("number", "n"), ("separator", "z"), ("other", "c"), ("punctuation", "p"), ("symbol", "s"),
    ];

    private static readonly Lazy<CodePointRanges[]> s_byCategory = new(ScanCategories);
    private static readonly Lazy<Dictionary<string, string>> s_scripts = new(ReadScripts);
    private static readonly ConcurrentDictionary<string, CodePointRanges?> s_known = new();

    /// <summary><c>\s</c>: the property White_Space.</summary>
    public static CodePointRanges Space { get; } = CodePointRanges.Of(
        Enumerable.Range(0, 0x10000).Where(static c => char.IsWhiteSpace((char)c)).Select(static c => (c, c)));

    /// <summary><c>\d</c>: the category Decimal_Number.</summary>
    public static CodePointRanges Digit => Category("nd")!;

    /// <summary>What <c>Whitespace</c> and <c>single_word</c> take for parts of words: <c>\w</c> of Rust's regex crate.</summary>
    public static CodePointRanges RustWord => s_rustWord.Value;

    private static readonly Lazy<CodePointRanges> s_rustWord = new(static () => CodePointRanges.Of(
        Enumerable.Range(0, EndOfScripts).Where(static c => (CodePointClasses.Of(c) & CodePointClass.Word) != 0).Select(static c => (c, c))
            .Append((0xE0100, 0xE01EF))));   // variation selectors

    /// <summary>The code points of a property; null if there is none of the name.</summary>
    /// <param name="name">As a pattern writes it between the braces of <c>\p{…}</c>.</param>
    public static CodePointRanges? Find(string name)
    {
        string plain = string.Concat(name.Where(static c => c is not (' ' or '-' or '_'))).ToLowerInvariant();
        return s_known.GetOrAdd(plain, static key => key switch
        {
            "any" => CodePointRanges.All,
            "ascii" => CodePointRanges.Of(0, 0x7F),
            "space" or "whitespace" => Space,
            _ => Category(key) ?? (s_scripts.Value.TryGetValue(key, out string? script) ? ReadRanges(script) : null),
        });
    }

    private static CodePointRanges? Category(string name)
    {
        foreach ((string longName, string shortName) in s_groups)
            if (name == longName) name = shortName;
        CodePointRanges? found = null;
        for (int i = 0; i < s_categories.Length; i++)
        {
            (string shortName, string longName) = s_categories[i];
            if (name == longName || name == shortName || (name.Length == 1 && shortName[0] == name[0]))
                found = found?.Or(s_byCategory.Value[i]) ?? s_byCategory.Value[i];
        }
        return found;
    }

    private static CodePointRanges[] ScanCategories()
    {
        var ranges = new List<(int First, int Last)>[s_categories.Length];
        for (int i = 0; i < ranges.Length; i++) ranges[i] = [];
        Scan(0, EndOfScripts);
        Add(UnicodeCategory.OtherNotAssigned, EndOfScripts, TagPlane - 1);
        Scan(TagPlane, EndOfTagPlane);
        Add(UnicodeCategory.OtherNotAssigned, EndOfTagPlane, PrivatePlanes - 1);
        for (int plane = PrivatePlanes; plane <= CodePointRanges.Last; plane += 0x10000)
        {
            Add(UnicodeCategory.PrivateUse, plane, plane + 0xFFFD);
            Add(UnicodeCategory.OtherNotAssigned, plane + 0xFFFE, plane + 0xFFFF);
        }
        return Array.ConvertAll(ranges, CodePointRanges.Of);

        void Add(UnicodeCategory category, int first, int last) => ranges[(int)category].Add((first, last));

        void Scan(int from, int to)
        {
            for (int first = from, c = from; c < to; c++)
            {
                UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(first);
                if (c + 1 < to && CharUnicodeInfo.GetUnicodeCategory(c + 1) == category) continue;
                Add(category, first, c);
                first = c + 1;
            }
        }
    }

    private static Dictionary<string, string> ReadScripts()
    {
        Dictionary<string, string> scripts = [];
        string name = "";
        foreach (string line in ScriptData.Scripts.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0) name = line[..colon].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            scripts[name] = colon >= 0 ? line[(colon + 1)..] : $"{scripts[name]} {line}";
        }
        return scripts;
    }

    private static CodePointRanges ReadRanges(string text) => CodePointRanges.Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(static entry =>
        {
            string[] ends = entry.Split('-');
            return (Convert.ToInt32(ends[0], 16), Convert.ToInt32(ends[^1], 16));
        }));
}
