using System.Text.Json;
using EdgeAgent.Agents;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>Tools whose handlers do nothing.</summary>
internal static class LoopTools
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {"type": "object", "properties": {"room": {"type": "string", "enum": ["kitchen", "hall"]}, "level": {"type": "integer", "minimum": 0, "maximum": 100}},
         "required": ["room", "level"], "additionalProperties": false}
        """);

    private static readonly JsonElement Result = JsonElement.Parse("""{"ok": true}""");

    /// <summary><c>set_light</c>, and as many others as a small house has.</summary>
    public static IReadOnlyList<AgentTool> House(ToolOptions? options = null) =>
        [SetLight(options), .. Enumerable.Range(0, 7).Select(i => AgentTool.FromSchema($"other_{i}", "Does something else", Schema, Handle))];

    public static AgentTool SetLight(ToolOptions? options = null) => AgentTool.FromSchema("set_light", "Set the brightness of a light", Schema, Handle, options);

    /// <summary>A hundred tools with descriptions of their own.</summary>
    public static IReadOnlyList<AgentTool> Hundred()
    {
        string[] verbs = ["open", "close", "start", "stop", "raise", "lower", "check", "clean", "share", "lock"];
        string[] things = ["door", "window", "oven", "radio", "blind", "camera", "pump", "heater", "list", "garage"];
        return [.. verbs.SelectMany(verb => things.Select(thing => AgentTool.FromSchema($"{verb}_{thing}", $"Lets you {verb} the {thing} of a room", Schema, Handle)))];
    }

    private static ValueTask<object?> Handle(JsonElement arguments, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(Result);
}
