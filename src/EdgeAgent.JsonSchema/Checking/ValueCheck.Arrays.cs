using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

internal sealed partial class ValueCheck
{
    private bool CheckArray(Plan plan, JsonElement value, Evaluated? seen)
    {
        int length = value.GetArrayLength();
        bool valid = length >= plan.MinItems || Fail(plan, "minItems", $"It must have at least {plan.MinItems} items, not {length}.");
        if (length > plan.MaxItems) valid = Fail(plan, "maxItems", $"It must have at most {plan.MaxItems} items, not {length}.");
        if (plan.PrefixItems.Length > 0 || plan.Items is not null)
        {
            int i = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Plan? applies = i < plan.PrefixItems.Length ? plan.PrefixItems[i] : plan.Items;
                if (applies is null || (!valid && _silent > 0)) break;
                seen?.Add(i);
                valid &= CheckItem(applies, item, i++);
            }
        }
        if (plan.Contains is not null && (valid || _silent == 0)) valid &= CheckContains(plan, plan.Contains, value, seen);
        if (plan.Node.UniqueItems && (valid || _silent == 0) && FindDuplicate(value) is int index) valid = Fail(plan, "uniqueItems", $"Item {index} is there before.");
        return valid;
    }

    private bool CheckItem(Plan plan, JsonElement item, int index)
    {
        GoDown(default, index);
        bool valid = Check(plan, item, null);
        _depth--;
        return valid;
    }

    private bool CheckContains(Plan plan, Plan contains, JsonElement value, Evaluated? seen)
    {
        SchemaNode node = plan.Node;
        bool marks = seen is not null && node.Draft is SchemaDraft.Unstated or SchemaDraft.Draft202012; // 2019-09's 'contains' does not count as looking
        long least = node.MinContains ?? 1, most = node.MaxContains ?? long.MaxValue;
        long matches = 0;
        int index = -1;
        foreach (JsonElement item in value.EnumerateArray())
        {
            index++;
            if (!Try(contains, item, null)) continue;
            matches++;
            if (marks) seen!.Add(index);
            else if (matches >= least && node.MaxContains is null) return true;
        }
        if (matches < least)
        {
            string keyword = node.MinContains is null ? "contains" : "minContains";
            return Fail(plan, keyword, $"At least {least} items must be of the kind that 'contains' asks for, {matches} are.");
        }
        return matches <= most || Fail(plan, "maxContains", $"At most {most} items may be of the kind that 'contains' asks for, {matches} are.");
    }

    private bool CheckUnevaluatedItems(Plan plan, JsonElement value, Evaluated own)
    {
        bool valid = true;
        int index = -1;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (own.Has(++index)) continue;
            own.Add(index);
            if (plan.UnevaluatedItems!.Node.Boolean == false) valid = Fail(plan, "unevaluatedItems", $"Item {index} is not allowed.");
            else valid &= CheckItem(plan.UnevaluatedItems, item, index);
        }
        return valid;
    }

    /// <summary>The index of the first item that equals one before it.</summary>
    private int? FindDuplicate(JsonElement array)
    {
        const int Few = 8;
        int length = array.GetArrayLength();
        if (length > Few) return FindDuplicateByHash(array);
        int index = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            int before = 0;
            foreach (JsonElement other in array.EnumerateArray())
                if (before++ == index) break;
                else if (JsonElement.DeepEquals(other, item)) return index;
            index++;
        }
        return null;
    }

    private int? FindDuplicateByHash(JsonElement array)
    {
        Dictionary<int, List<JsonElement>> byHash = [];
        int index = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (!Step()) return null;
            int hash = ValueHash.Of(item);
            if (!byHash.TryGetValue(hash, out List<JsonElement>? same)) byHash[hash] = [item];
            else if (same.Exists(other => JsonElement.DeepEquals(other, item))) return index;
            else same.Add(item);
            index++;
        }
        return null;
    }
}
