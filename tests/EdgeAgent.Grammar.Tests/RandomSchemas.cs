using System.Text.Json.Nodes;

namespace EdgeAgent.Grammar.Tests;

/// <summary>Schemas at random, of every keyword that the grammar enforces.</summary>
internal sealed class RandomSchemas(Random random)
{
    private static readonly string[] Names = ["a", "ab", "b", "name", "è", "q\"t", "x y", "", "arguments", "c"];

    private static readonly string[] Patterns = ["^[a-c]{1,3}$", "b+\\d?", "^(ab|[^a]\\\\){2,}$", "è|^.$", "[^\\x00-\\x7f]{2}"];

    public JsonNode Next()
    {
        JsonNode schema = Schema(3, least: 7);
        if (schema is JsonObject root && random.Next(2) == 0) root["$defs"] = new JsonObject { ["d0"] = Recursive(), ["d1"] = Schema(0) };
        else schema = new JsonObject { ["$defs"] = new JsonObject { ["d0"] = Recursive(), ["d1"] = Schema(0) }, ["anyOf"] = new JsonArray(schema) };
        return schema;
    }

    private JsonObject Recursive() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["v"] = Schema(1), ["next"] = new JsonObject { ["$ref"] = "#/$defs/d0" }, ["l"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/d0" } } },
    };

    private JsonNode Schema(int depth, int least = 0) => random.Next(least, depth > 0 ? 14 : 7) switch
    {
        0 => new JsonObject { ["type"] = "boolean" },
        1 when random.Next(3) == 0 => new JsonObject { ["type"] = "string", ["pattern"] = Patterns[random.Next(Patterns.Length)] },
        1 => Bounded(new JsonObject { ["type"] = "string" }, "minLength", "maxLength", 0, 12),
        2 => Number("integer", 1),
        3 => Number("number", 8),
        4 => new JsonObject { ["enum"] = new JsonArray("a", 1, 12, 1.5, null, "ab\n", new JsonObject { ["k"] = true }) },
        5 => new JsonObject { ["type"] = new JsonArray("string", "null", "integer") },
        6 => new JsonObject { ["const"] = random.Next(2) == 0 ? "<tool_call>" : random.Next(1000) },
        7 => Bounded(new JsonObject { ["type"] = "array", ["items"] = Schema(depth - 1) }, "minItems", "maxItems", 0, 4),
        8 => new JsonObject { ["type"] = "array", ["prefixItems"] = new JsonArray(Schema(depth - 1), Schema(depth - 1)), ["items"] = random.Next(2) == 0 ? false : Schema(depth - 1) },
        9 or 10 => Object(depth),
        11 => new JsonObject { ["anyOf"] = new JsonArray(Schema(depth - 1), Schema(depth - 1), Schema(depth - 1)) },
        12 => new JsonObject { ["$ref"] = $"#/$defs/d{random.Next(2)}" },
        _ => random.Next(3) == 0 ? true : new JsonObject { ["type"] = "object" },
    };

    private JsonObject Number(string type, int divisor)
    {
        JsonObject schema = new() { ["type"] = type };
        double low = random.Next(-2000, 2000) / (double)divisor, high = low + (random.Next(1, 3000) / (double)divisor);
        if (random.Next(2) == 0) schema[random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = low;
        if (random.Next(2) == 0) schema[random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = high + 1;
        return schema;
    }

    private JsonObject Bounded(JsonObject schema, string min, string max, int from, int to)
    {
        int low = random.Next(from, to);
        if (random.Next(2) == 0) schema[min] = low;
        if (random.Next(2) == 0) schema[max] = low + random.Next(to);
        return schema;
    }

    private JsonObject Object(int depth)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (string name in Names.OrderBy(_ => random.Next()).Take(random.Next(5)))
        {
            properties[name] = Schema(depth - 1);
            if (random.Next(3) == 0) required.Add(name);
        }
        if (random.Next(6) == 0) required.Add("undeclared");
        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        bool undeclared = required.Any(n => n!.GetValue<string>() == "undeclared");
        if (random.Next(2) == 0) schema["additionalProperties"] = undeclared || random.Next(2) == 0 ? Schema(0) : false;
        return schema;
    }
}
