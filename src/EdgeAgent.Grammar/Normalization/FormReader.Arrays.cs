using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    /// <summary>What the keywords for arrays say; null where they say nothing.</summary>
    private ArrayForm? ArrayOf(SchemaNode node)
    {
        ItemsRule? items = ItemsOf(node);
        ContainsRule? contains = ContainsOf(node);
        if (items is null && contains is null && node.MinItems is null && node.MaxItems is null && !node.UniqueItems) return null;
        return new ArrayForm
        {
            Rules = items is null ? [] : [items],
            Min = node.MinItems ?? 0,
            Max = node.MaxItems ?? long.MaxValue,
            Contains = contains is null ? [] : [contains],
            Unique = node.UniqueItems,
        };
    }

    private ItemsRule? ItemsOf(SchemaNode node) => node.PrefixItems is null && node.Items is null ? null
        : new ItemsRule([.. (node.PrefixItems ?? []).Select(Facts.That)], node.Items is null ? Claim.Always : Facts.That(node.Items), node.Items is not null, Evaluates: true);

    private ContainsRule? ContainsOf(SchemaNode node) => node.Contains is null ? null
        : new ContainsRule([], Facts.That(node.Contains), node.MinContains ?? 1, node.MaxContains ?? long.MaxValue, node.Draft is SchemaDraft.Draft202012 or SchemaDraft.Unstated);

    private List<ArrayForm> DenyArrays(SchemaNode node)
    {
        List<ArrayForm> denied = [];
        if (ItemsOf(node) is ItemsRule items)
        {
            Claim[] broken = [.. items.Prefix.Select(p => !p)];
            if (broken.Any(b => b != Claim.Never) || items.Rest != Claim.Always) denied.Add(new ArrayForm { Contains = [new ContainsRule(broken, !items.Rest, 1, long.MaxValue)] });
        }
        if (node.MinItems is long min and > 0) denied.Add(new ArrayForm { Max = min - 1 });
        if (node.MaxItems is long max and < long.MaxValue) denied.Add(new ArrayForm { Min = max + 1 });
        if (ContainsOf(node) is ContainsRule contains)
        {
            if (contains.Min > 0) denied.Add(new ArrayForm { Contains = [contains with { Min = 0, Max = contains.Min - 1 }] });
            if (contains.Max < long.MaxValue) denied.Add(new ArrayForm { Contains = [contains with { Min = contains.Max + 1, Max = long.MaxValue }] });
        }
        if (node.UniqueItems) Refuse(node, "uniqueItems", "it is denied, by 'not', 'if' or 'oneOf'.", "Leave it out there");
        return denied;
    }
}
