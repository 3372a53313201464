using System.Collections.Concurrent;
using System.Globalization;
using EdgeAgent.JsonSchema.Patterns;
using EdgeAgent.JsonSchema.UnicodeData;

namespace EdgeAgent.JsonSchema;

/// <summary>The Unicode properties that ECMA-262 knows in <c>\p{…}</c>: general categories, scripts, script extensions and binary properties.</summary>
/// <remarks>Thread-safe. Scripts and binary properties are those of Unicode 17, from tables of this library; general categories are the runtime's.</remarks>
public static class UnicodeProperties
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<(int First, int Last)>?> Known = new(StringComparer.Ordinal);
    private static readonly Lazy<Dictionary<string, UnicodeReader>> Tables = new(ReadTables);
    private static readonly Lazy<List<(int, int)>[]> Categories = new(ReadCategories);

    /// <summary>The code points that have a property, surrogates left out.</summary>
    /// <param name="expression">What stands between the braces of <c>\p{…}</c>, as <c>L</c>, <c>Letter</c>, <c>gc=L</c>, <c>Script=Greek</c>, <c>Alphabetic</c>.</param>
    /// <returns>Ascending, separate ranges, the ends included; null where ECMA-262 knows no such property or value.</returns>
    public static IReadOnlyList<(int First, int Last)>? Ranges(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (Known.TryGetValue(expression, out IReadOnlyList<(int First, int Last)>? known)) return known;
        IReadOnlyList<(int First, int Last)>? found = Find(expression);
        return found is null ? null : Known.GetOrAdd(expression, found); // what is not found is not kept: there is no end of such names
    }

    private static IReadOnlyList<(int First, int Last)>? Find(string expression)
    {
        int equals = expression.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return expression == "Any" ? CodePointSet.All.Ranges : expression == "ASCII" ? [(0, 127)] : Category(expression) ?? Table(expression);
        string value = expression[(equals + 1)..];
        return expression[..equals] switch
        {
            "gc" or "General_Category" => Category(value),
            "sc" or "Script" => Table("sc=" + value),
            "scx" or "Script_Extensions" => Table("scx=" + value),
            _ => null,
        };
    }

    private static IReadOnlyList<(int First, int Last)>? Table(string name)
    {
        if (!Tables.Value.TryGetValue(name, out UnicodeReader? set)) return null;
        return CodePointSet.Of(set.Copy().Ranges(withValues: false).Select(r => (r.First, r.Last))).Ranges;
    }

    private static IReadOnlyList<(int First, int Last)>? Category(string name)
    {
        if (name == "Assigned") return Category("Cn") is null ? null : CodePointSet.Of(Category("Cn")!).Complement().Ranges;
        if (!CategoryNames.TryGetValue(name, out string? shortName)) return null;
        string[] parts = shortName == "LC" ? ["Lu", "Ll", "Lt"] : [shortName];
        IEnumerable<int> categories = Enumerable.Range(0, ShortNames.Length).Where(i => parts.Any(p => ShortNames[i].StartsWith(p, StringComparison.Ordinal)));
        return CodePointSet.Of(categories.SelectMany(i => Categories.Value[i])).Ranges;
    }

    private static List<(int, int)>[] ReadCategories()
    {
        List<(int First, int Last)>[] all = [.. ShortNames.Select(_ => new List<(int, int)>())];
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            List<(int First, int Last)> ranges = all[(int)CharUnicodeInfo.GetUnicodeCategory(c)];
            if (ranges.Count > 0 && ranges[^1].Last == c - 1) ranges[^1] = (ranges[^1].First, c);
            else ranges.Add((c, c));
        }
        return all;
    }

    private static Dictionary<string, UnicodeReader> ReadTables()
    {
        UnicodeReader reader = UnicodeReader.Open("properties.bin");
        Dictionary<string, UnicodeReader> tables = new(StringComparer.Ordinal);
        for (int sets = reader.Number(); sets > 0; sets--)
        {
            string[] names = reader.Text().Split(' ');
            UnicodeReader set = reader.Part(reader.Number());
            foreach (string name in names) tables.TryAdd(name, set);
        }
        return tables;
    }

    /// <summary>In the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] ShortNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd",
        "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly Dictionary<string, string> CategoryNames = NamesOf(
        "L Letter", "LC Cased_Letter", "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter",
        "M Mark Combining_Mark", "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark", "N Number", "Nd Decimal_Number digit", "Nl Letter_Number",
        "No Other_Number", "P Punctuation punct", "Pc Connector_Punctuation", "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation",
        "Pi Initial_Punctuation", "Pf Final_Punctuation", "Po Other_Punctuation", "S Symbol", "Sm Math_Symbol", "Sc Currency_Symbol", "Sk Modifier_Symbol",
        "So Other_Symbol", "Z Separator", "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator", "C Other", "Cc Control cntrl", "Cf Format",
        "Cs Surrogate", "Co Private_Use", "Cn Unassigned");

    private static Dictionary<string, string> NamesOf(params string[] lines) =>
        lines.Select(line => line.Split(' ')).SelectMany(names => names.Select(name => (name, names[0]))).ToDictionary(p => p.name, p => p.Item2, StringComparer.Ordinal);
}
