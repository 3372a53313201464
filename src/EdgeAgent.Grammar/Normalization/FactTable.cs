using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Numbers what claims speak of: that a value satisfies a schema, or that it equals another value.</summary>
internal sealed class FactTable
{
    private readonly List<(object Fact, Scope Scope)> _facts = [(true, Scope.None)];   // SchemaNode, JsonElement or Claim[]; number 0: what is always so
    private readonly Dictionary<(SchemaNode Node, Scope Scope), int> _nodes = [];
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);

    /// <summary>The resources through which the schema is reached whose claims are made now; <see cref="Scope.None"/> where no reference is dynamic.</summary>
    public Scope Current { get; set; } = Scope.None;

    /// <summary>Whether schemas that allow everything are claims of their own: their strings may be bound.</summary>
    public bool KeepsOpenSchemas { get; init; }

    /// <summary>The claim that a value satisfies a schema.</summary>
    public Claim That(SchemaNode node)
    {
        if (node.Boolean is bool all) return all ? Claim.Always : Claim.Never;
        if (node.AllowsEverything && node.Format is null && !KeepsOpenSchemas) return Claim.Always;
        Scope scope = Current.Enter(node.ResourceRoot);
        if (!_nodes.TryGetValue((node, scope), out int fact)) _nodes.Add((node, scope), fact = Add(node, scope));
        return new Claim(fact << 1);
    }

    /// <summary>The claim that a value equals another.</summary>
    public Claim Equals(JsonElement value)
    {
        string key = System.Text.Encoding.UTF8.GetString(JsonText.Of(value));
        if (!_values.TryGetValue(key, out int fact)) _values.Add(key, fact = Add(value, Scope.None));
        return new Claim(fact << 1);
    }

    /// <summary>The claim that some of several hold.</summary>
    public Claim Some(Claim[] claims)
    {
        string key = string.Join(',', claims.Select(c => c.Id).Order());
        if (!_values.TryGetValue("|" + key, out int fact)) _values.Add("|" + key, fact = Add(claims, Scope.None));
        return new Claim(fact << 1);
    }

    /// <summary>The claims of which some hold, where a claim says that; else null.</summary>
    public Claim[]? AlternativesOf(Claim claim) => _facts[claim.Fact].Fact as Claim[];

    /// <summary>The schema that a claim speaks of; null where it speaks of a value.</summary>
    public SchemaNode? SchemaOf(Claim claim) => _facts[claim.Fact].Fact as SchemaNode;

    /// <summary>The scope in which a claim was made.</summary>
    public Scope ScopeOf(Claim claim) => _facts[claim.Fact].Scope;

    /// <summary>The value that a claim speaks of.</summary>
    public JsonElement ValueOf(Claim claim) => (JsonElement)_facts[claim.Fact].Fact;

    private int Add(object fact, Scope scope)
    {
        _facts.Add((fact, scope));
        return _facts.Count - 1;
    }
}
