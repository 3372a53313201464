using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>What one schema says about members by their names: <c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c> together.</summary>
internal sealed class FieldRule
{
    /// <summary>By name, in the order declared.</summary>
    public IReadOnlyList<KeyValuePair<string, Claim>> Properties { get; init; } = [];

    /// <summary>By the language of the escaped name.</summary>
    public IReadOnlyList<(Language Names, Claim Value)> Patterns { get; init; } = [];

    /// <summary>For every other name.</summary>
    public Claim Additional { get; init; }

    /// <summary>Whether the schema says something of other names: then all are evaluated, and the option for undeclared members is not asked.</summary>
    public bool SaysAdditional { get; init; }

    /// <summary>Whether the schema has the keyword <c>properties</c>.</summary>
    public bool Declares { get; init; }

    /// <summary>Whether what it speaks of counts as evaluated for <c>unevaluatedProperties</c>.</summary>
    public bool Evaluates { get; init; }

    private Dictionary<string, Claim>? _byName;

    /// <summary>The same rule, evaluating nothing.</summary>
    public FieldRule Silent() => new() { Properties = Properties, Patterns = Patterns, Additional = Additional, SaysAdditional = SaysAdditional, Declares = Declares };

    /// <summary>The claim for a name declared here.</summary>
    public bool TryGet(string name, out Claim value)
    {
        if (Properties.Count <= 8)
        {
            foreach ((string known, Claim claim) in Properties)
                if (known == name)
                {
                    value = claim;
                    return true;
                }
            value = default;
            return false;
        }
        _byName ??= new Dictionary<string, Claim>(Properties, StringComparer.Ordinal);
        return _byName.TryGetValue(name, out value);
    }
}
