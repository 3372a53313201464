namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> of a dict give: counted, walked, not indexed.</summary>
internal sealed class DictView(string typeName, IReadOnlyList<object> elements)
{
    public string TypeName => typeName;

    public IReadOnlyList<object> Elements => elements;

    public static DictView Keys(JinjaDict dict) => new("dict_keys", dict.Keys);

    public static DictView ValuesOf(JinjaDict dict) => new("dict_values", dict.Values);

    public static DictView Items(JinjaDict dict) => new("dict_items", Pairs(dict));

    public static object[] Pairs(JinjaDict dict)
    {
        object[] keys = dict.Keys;
        object[] pairs = new object[keys.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = new JinjaTuple(keys[i], dict.Values[i]);
        return pairs;
    }
}
