using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>Makes other values of given ones: parts taken away, doubled, exchanged, put elsewhere.</summary>
internal sealed class Mutations(Random random, IReadOnlyList<string> material)
{
    public JsonElement Next(JsonElement value)
    {
        JsonNode? node = JsonNode.Parse(value.GetRawText());
        for (int i = random.Next(3); i >= 0; i--) node = Change(node, 0);
        return JsonSerializer.SerializeToElement(node);
    }

    private JsonNode? Change(JsonNode? node, int depth)
    {
        if (node is JsonObject members && members.Count > 0 && random.Next(3) > 0 && depth < 8)
        {
            string name = members.ElementAt(random.Next(members.Count)).Key;
            JsonNode? part = members[name];
            if (random.Next(4) == 0) members.Remove(name);
            else members[random.Next(6) == 0 ? Word() : name] = Change(part?.DeepClone(), depth + 1);
            return members;
        }
        if (node is JsonArray items && items.Count > 0 && random.Next(3) > 0 && depth < 8)
        {
            int at = random.Next(items.Count);
            JsonNode? part = items[at];
            if (random.Next(4) == 0) items.RemoveAt(at);
            else if (random.Next(3) == 0) items.Insert(random.Next(items.Count), part?.DeepClone());
            else items[at] = Change(part?.DeepClone(), depth + 1);
            return items;
        }
        return Other(node);
    }

    private JsonNode? Other(JsonNode? node)
    {
        switch (random.Next(4))
        {
            case 0 when node is JsonObject members:
                members[Word()] = Material();
                return members;
            case 0 when node is JsonArray items:
                items.Add(Material());
                return items;
            default: return Material();
        }
    }

    private JsonNode? Material() => JsonNode.Parse(material[random.Next(material.Count)]);

    private string Word() => Material() is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : "foo";
}
