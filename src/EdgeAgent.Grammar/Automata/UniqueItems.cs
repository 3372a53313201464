using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>What must be known of an array whose items are all different: which items have so few values that they may run out.</summary>
internal sealed class UniqueItems
{
    /// <summary>Items of more values than this are taken to have always one left; where their texts run out is still noticed.</summary>
    private const int MaxValues = 200;

    private readonly NameTable?[] _prefix;
    private readonly NameTable? _items;

    public UniqueItems(ArrayShape shape, LanguageSpace space)
    {
        _prefix = [.. shape.Prefix.Select(p => Domain(p, space))];
        _items = Domain(shape.Items, space);
        // Items that count differently are told apart by their values, which a list of texts does not do.
        if (shape.Counts.Count > 0) (_prefix, _items) = (new NameTable?[_prefix.Length], null);
    }

    /// <summary>The texts that an item may be; null where there are many.</summary>
    public NameTable? DomainAt(int index) => index < _prefix.Length ? _prefix[index] : _items;

    private static NameTable? Domain(IReadOnlyList<CountedShape> values, LanguageSpace space)
    {
        HashSet<string> texts = [];
        foreach (CountedShape value in values)
        {
            Shape shape = value.Value;
            if (shape.IsEmpty) continue;
            if (shape.Objects.Count > 0 || shape.Arrays.Count > 0) return null;
            if (shape.Null) texts.Add("null");
            if (shape.True) texts.Add("true");
            if (shape.False) texts.Add("false");
            if (!Add(texts, shape.Numbers, "", space)) return null;
            foreach (StringShape strings in shape.Strings)
                if (strings.Contents is not Language contents || !Add(texts, contents, "\"", space)) return null;
        }
        return texts.Count is 0 or > MaxValues ? null : new NameTable([.. texts.Select(System.Text.Encoding.Latin1.GetBytes)]);
    }

    private static bool Add(HashSet<string> texts, Language language, string quote, LanguageSpace space)
    {
        if (language == LanguageSpace.Nothing) return true;
        if (space.Enumerate(language, MaxValues) is not IReadOnlyList<byte[]> all) return false;
        foreach (byte[] text in all) texts.Add(quote + System.Text.Encoding.Latin1.GetString(text) + quote); // one char a byte
        return true;
    }
}
