using System.Text.Json.Nodes;
using EdgeAgent.Templates.Jinja.Operations;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>A dict in the order of insertion, made by the template or lent by the input (then read when first asked for).</summary>
internal sealed class JinjaDict
{
    // Messages and calls have a handful of keys: a scan beats hashing, and needs no table.
    private const int ScanUpTo = 8;

    private object[]? _keys;
    private object[]? _values;
    private Dictionary<object, int>? _index;

    public JinjaDict(JsonObject source) => Source = source;

    /// <summary>Keys that are known to differ, and their values.</summary>
    public JinjaDict(object[] keys, object[] values) => (_keys, _values) = (keys, values);

    /// <summary>The JSON object behind it, where there is one: <c>tojson</c> writes it without a detour.</summary>
    public JsonObject? Source { get; }

    public int Count => Keys.Length;

    public object[] Keys => _keys ?? Load();

    public object[] Values
    {
        get
        {
            if (_values is null) Load();
            return _values!;
        }
    }

    /// <summary>Of equal keys the first keeps its place and the last its value, as in Python.</summary>
    public static JinjaDict Of(IEnumerable<KeyValuePair<object, object>> pairs)
    {
        List<object> keys = [];
        List<object> values = [];
        Dictionary<object, int> index = new(PythonEquality.KeyComparer);
        foreach ((object key, object value) in pairs)
        {
            if (index.TryAdd(key, keys.Count))
            {
                keys.Add(key);
                values.Add(value);
            }
            else values[index[key]] = value;
        }
        return new JinjaDict([.. keys], [.. values]);
    }

    public object? Find(object key)
    {
        object[] keys = Keys;
        if (keys.Length > ScanUpTo) return FindByHash(keys, key);
        if (key is string name)
        {
            for (int i = 0; i < keys.Length; i++)
                if (keys[i] is string candidate && candidate == name) return _values![i];
            return null;
        }
        for (int i = 0; i < keys.Length; i++)
            if (PythonEquality.KeyComparer.Equals(keys[i], key)) return _values![i];
        return null;
    }

    private object? FindByHash(object[] keys, object key)
    {
        if (_index is null)
        {
            _index = new Dictionary<object, int>(keys.Length, PythonEquality.KeyComparer);
            for (int i = 0; i < keys.Length; i++) _index[keys[i]] = i;
        }
        return _index.TryGetValue(key, out int at) ? _values![at] : null;
    }

    private object[] Load()
    {
        object[] keys = new object[Source!.Count];
        object[] values = new object[keys.Length];
        int at = 0;
        foreach ((string key, JsonNode? node) in Source)
        {
            keys[at] = key;
            values[at++] = JsonValues.From(node);
        }
        _values = values;
        return _keys = keys;
    }
}
