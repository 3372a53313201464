using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.RandomWeights;

/// <summary>Random tool sets: names of every legal kind, schemas of every supported feature, mostly bounded so that noise can finish them.</summary>
internal sealed class RandomTools(Random random)
{
    private static readonly string[] Names = ["set_light", "getWeather", "a", "door.lock", "x-1", "Timer_Start", "città", "read", "set_light_2", "f\"q"];

    public AIFunctionDeclaration[] Next()
    {
        string[] names = [.. Names];
        random.Shuffle(names);
        return [.. names[..random.Next(1, 5)].Select(name => AIFunctionFactory.CreateDeclaration(name, "A random tool", Parameters()))];
    }

    private JsonElement Parameters()
    {
        JsonObject schema = Object(depth: 0);
        schema["$defs"] = new JsonObject { ["level"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 9 } };
        return JsonSerializer.SerializeToElement(schema);
    }

    private JsonObject Object(int depth)
    {
        JsonObject properties = [];
        JsonArray required = [];
        for (int i = random.Next(depth == 0 ? 0 : 1, 4); i > 0; i--)
        {
            string name = $"{(char)('a' + random.Next(6))}{(random.Next(4) == 0 ? "é\\" : "")}{i}";
            properties[name] = Value(depth + 1);
            if (random.Next(2) == 0) required.Add((JsonNode)name);
        }
        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        if (random.Next(2) == 0) schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Value(int depth) => random.Next(depth < 3 ? 13 : 10) switch
    {
        0 => new() { ["type"] = "boolean" },
        1 => new() { ["type"] = "integer", ["minimum"] = random.Next(-50, 1), ["maximum"] = random.Next(1, 200) },
        2 => new() { ["type"] = "string", ["maxLength"] = random.Next(0, 9) },
        3 => new() { ["enum"] = new JsonArray("on", "off", "è", 3, null, true) },
        4 => new() { ["const"] = "fixed \"value\"" },
        5 => new() { ["$ref"] = "#/$defs/level" },
        6 => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 3 }) },
        7 => new() { ["type"] = new JsonArray("integer", "null"), ["minimum"] = 0, ["exclusiveMaximum"] = 40 },
        8 => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 10 },
        9 => new() { ["type"] = "string" }, // unbounded: noise seldom ends it, a limit does
        10 => Object(depth),
        11 => new() { ["type"] = "array", ["items"] = Value(depth + 1), ["maxItems"] = random.Next(0, 4) },
        _ => new() { ["type"] = "array", ["items"] = new JsonObject { ["enum"] = new JsonArray("x", "y") }, ["minItems"] = 1, ["maxItems"] = 2 },
    };
}
