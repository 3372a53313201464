using System.Text.Json.Nodes;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Messages;

/// <summary>A message on its way to the template: keys in their order, values as the interpreter knows them. Made for one render.</summary>
internal sealed class Message
{
    private readonly List<(string Key, object Value)> _entries;

    public Message(JsonObject source)
    {
        _entries = new(source.Count + 2);
        foreach ((string key, JsonNode? node) in source) _entries.Add((key, JsonValues.From(node)));
    }

    public Message(string role, string content) => _entries = [("role", role), ("content", content)];

    /// <summary>A value by its key, null where there is none; setting null removes it.</summary>
    public object? this[string key]
    {
        get => Find(key) is >= 0 and var at ? _entries[at].Value : null;
        set
        {
            int at = Find(key);
            if (value is null)
            {
                if (at >= 0) _entries.RemoveAt(at);
            }
            else if (at >= 0) _entries[at] = (key, value);
            else _entries.Add((key, value));
        }
    }

    public bool HasRole(string role) => this["role"] is string own && own == role;

    public void RemoveNulls() => _entries.RemoveAll(e => e.Value is JinjaNone);

    /// <summary>Replaces values, the role apart: that is the application's word, not data.</summary>
    public void Transform(Func<string, object, object> change)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            (string key, object value) = _entries[i];
            if (key != "role") _entries[i] = (key, change(key, value));
        }
    }

    public JinjaDict ToDict()
    {
        object[] keys = new object[_entries.Count];
        object[] values = new object[keys.Length];
        for (int i = 0; i < keys.Length; i++) (keys[i], values[i]) = _entries[i];
        return new JinjaDict(keys, values);
    }

    private int Find(string key)
    {
        for (int i = 0; i < _entries.Count; i++)
            if (_entries[i].Key == key) return i;
        return -1;
    }
}
