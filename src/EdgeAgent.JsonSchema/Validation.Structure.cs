using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class Validation
{
    private bool CheckObject(SchemaNode schema, JsonElement value, Place? place)
    {
        bool valid = true;
        foreach (string name in schema.Required ?? [])
            if (!value.TryGetProperty(name, out _)) valid &= Fail(schema, "required", place, $"The member '{name}' is missing.");
        int count = 0;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            count++;
            valid &= CheckMember(schema, member.Name, member.Value, place);
        }
        if (count < schema.MinProperties) valid &= Fail(schema, "minProperties", place, $"It must have at least {schema.MinProperties} members, not {count}.");
        if (count > schema.MaxProperties) valid &= Fail(schema, "maxProperties", place, $"It must have at most {schema.MaxProperties} members, not {count}.");
        foreach ((string name, IReadOnlyList<string> needed) in schema.DependentRequired ?? [])
        {
            if (!value.TryGetProperty(name, out _)) continue;
            foreach (string other in needed)
                if (!value.TryGetProperty(other, out _)) valid &= Fail(schema, "dependentRequired", place, $"With '{name}' the member '{other}' is needed.");
        }
        foreach ((string name, SchemaNode dependent) in schema.DependentSchemas ?? [])
            if (value.TryGetProperty(name, out _)) valid &= Check(dependent, value, place);
        return valid;
    }

    private bool CheckMember(SchemaNode schema, string name, JsonElement value, Place? place)
    {
        bool valid = true;
        bool known = false;
        Place? below = null;
        foreach ((string declared, SchemaNode property) in schema.Properties ?? [])
        {
            if (declared != name) continue;
            known = true;
            valid &= Check(property, value, below ??= new Place(place, name));
        }
        foreach ((string pattern, SchemaNode property) in schema.PatternProperties ?? [])
        {
            if (!Matches(pattern, name, place)) continue;
            known = true;
            valid &= Check(property, value, below ??= new Place(place, name));
        }
        if (!known && schema.AdditionalProperties is SchemaNode additional)
        {
            if (additional.Boolean == false) valid &= Fail(schema, "additionalProperties", place, $"The member '{name}' is not allowed.");
            else valid &= Check(additional, value, below ?? new Place(place, name));
        }
        if (schema.PropertyNames is SchemaNode names && !CheckName(names, name))
            valid &= Fail(schema, "propertyNames", place, $"The name '{name}' is not allowed.");
        return valid;
    }

    private bool CheckName(SchemaNode schema, string name)
    {
        using JsonDocument text = JsonDocument.Parse($"\"{JsonEncodedText.Encode(name)}\"");
        return Quietly(() => Check(schema, text.RootElement, null));
    }

    private bool CheckArray(SchemaNode schema, JsonElement value, Place? place)
    {
        bool valid = true;
        int length = value.GetArrayLength();
        if (length < schema.MinItems) valid &= Fail(schema, "minItems", place, $"It must have at least {schema.MinItems} items, not {length}.");
        if (length > schema.MaxItems) valid &= Fail(schema, "maxItems", place, $"It must have at most {schema.MaxItems} items, not {length}.");
        int prefix = schema.PrefixItems?.Count ?? 0;
        if (prefix > 0 || schema.Items is not null)
        {
            int i = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                SchemaNode? applies = i < prefix ? schema.PrefixItems![i] : schema.Items;
                if (applies is null) break;
                valid &= Check(applies, item, Item(place, i++));
            }
        }
        if (schema.Contains is not null) valid &= CheckContains(schema, schema.Contains, value, place);
        if (schema.UniqueItems && FindDuplicate(value) is int index) valid &= Fail(schema, "uniqueItems", place, $"Item {index} is there before.");
        return valid;
    }

    private bool CheckContains(SchemaNode schema, SchemaNode contains, JsonElement value, Place? place)
    {
        long least = schema.MinContains ?? 1;
        long matches = 0;
        foreach (JsonElement item in value.EnumerateArray())
            if (Quietly(() => Check(contains, item, null))) matches++;
        if (matches < least) return Fail(schema, schema.MinContains is null ? "contains" : "minContains", place, $"At least {least} items must be of the kind that 'contains' asks for, {matches} are.");
        return matches <= (schema.MaxContains ?? long.MaxValue)
            || Fail(schema, "maxContains", place, $"At most {schema.MaxContains} items may be of the kind that 'contains' asks for, {matches} are.");
    }

    private static int? FindDuplicate(JsonElement array)
    {
        Dictionary<int, List<JsonElement>> byHash = [];
        int index = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            int hash = ValueHash.Of(item);
            if (!byHash.TryGetValue(hash, out List<JsonElement>? same)) byHash[hash] = [item];
            else if (same.Any(other => JsonElement.DeepEquals(other, item))) return index;
            else same.Add(item);
            index++;
        }
        return null;
    }
}
