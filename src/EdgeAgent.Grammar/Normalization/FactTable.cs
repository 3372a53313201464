using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Numbers what claims speak of: that a value satisfies a schema, or that it equals another value.</summary>
internal sealed class FactTable
{
    private readonly List<object> _facts = [true];   // SchemaNode, JsonElement; number 0: what is always so
    private readonly Dictionary<SchemaNode, int> _nodes = [];
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);

    /// <summary>The claim that a value satisfies a schema.</summary>
    public Claim That(SchemaNode node)
    {
        if (node.Boolean is bool all) return all ? Claim.Always : Claim.Never;
        if (node.AllowsEverything && node.Format is null) return Claim.Always;
        if (!_nodes.TryGetValue(node, out int fact)) _nodes.Add(node, fact = Add(node));
        return new Claim(fact << 1);
    }

    /// <summary>The claim that a value equals another.</summary>
    public Claim Equals(JsonElement value)
    {
        string key = System.Text.Encoding.UTF8.GetString(Schemas.JsonText.Of(value));
        if (!_values.TryGetValue(key, out int fact)) _values.Add(key, fact = Add(value));
        return new Claim(fact << 1);
    }

    /// <summary>The schema that a claim speaks of; null where it speaks of a value.</summary>
    public SchemaNode? SchemaOf(Claim claim) => _facts[claim.Fact] as SchemaNode;

    /// <summary>The value that a claim speaks of.</summary>
    public JsonElement ValueOf(Claim claim) => (JsonElement)_facts[claim.Fact];

    private int Add(object fact)
    {
        _facts.Add(fact);
        return _facts.Count - 1;
    }
}
