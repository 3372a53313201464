using System.Text.Json.Nodes;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Messages;

/// <summary>A message on its way to the template: keys in their order, values as the interpreter knows them. Made for one render.</summary>
internal sealed class Message
{
    private readonly List<KeyValuePair<object, object>> _entries;

    public Message(JsonObject source)
    {
        _entries = new(source.Count + 2);
        foreach ((string key, JsonNode? node) in source) _entries.Add(new(key, JsonValues.From(node)));
    }

    public Message(string role, string content) => _entries = [new("role", role), new("content", content)];

    public object? Role => this["role"];

    /// <summary>A value by its key, null where there is none; setting null removes it.</summary>
    public object? this[string key]
    {
        get
        {
            foreach ((object name, object value) in _entries)
                if (name is string candidate && candidate == key) return value;
            return null;
        }
        set
        {
            int at = _entries.FindIndex(e => e.Key is string name && name == key);
            if (value is null)
            {
                if (at >= 0) _entries.RemoveAt(at);
            }
            else if (at >= 0) _entries[at] = new(key, value);
            else _entries.Add(new(key, value));
        }
    }

    /// <summary>Replaces every value, the role apart: that is the application's word, not data.</summary>
    public void Transform(Func<string, object, object> change)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            (object key, object value) = _entries[i];
            if (key is string name && name != "role") _entries[i] = new(key, change(name, value));
        }
    }

    public void RemoveNulls() => _entries.RemoveAll(e => e.Value is JinjaNone);

    public bool HasRole(string role) => Role is string own && own == role;

    public JinjaDict ToDict() => JinjaDict.Of(_entries);
}
