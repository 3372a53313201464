using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using SmartHome.Terminal;

namespace EdgeAgent.Cli;

/// <summary>A finished turn as one line of JSON, for scripts.</summary>
internal static class TurnJson
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(TurnReport report) => new JsonObject
    {
        ["answer"] = report.Result?.Text,
        ["stopReason"] = report.Result?.StopReason.ToString(),
        ["toolCalls"] = new JsonArray([.. (report.Result?.ToolCalls ?? []).Select(Call)]),
        ["milliseconds"] = new JsonObject
        {
            ["load"] = Milliseconds(report.Load),
            ["prefill"] = Milliseconds(report.Prefill),
            ["decode"] = Milliseconds(report.Decode),
            ["toHandler"] = Milliseconds(report.ToHandler),
            ["total"] = Milliseconds(report.Total),
        },
        ["tokens"] = new JsonObject
        {
            ["prompt"] = report.PromptTokens,
            ["cached"] = report.CachedTokens,
            ["decoded"] = report.DecodedTokens,
            ["forced"] = report.ForcedTokens,
        },
        ["modelCalls"] = report.ModelCalls,
    }.ToJsonString(Readable);

    private static JsonNode? Call(AgentEvent ended) => ended switch
    {
        ToolCallSucceeded done => new JsonObject
        {
            ["name"] = done.Call.Name, ["arguments"] = Node(done.Call.Arguments), ["result"] = Node(done.Result),
        },
        ToolCallFailed failed => new JsonObject
        {
            ["name"] = failed.Call.Name, ["arguments"] = Node(failed.Call.Arguments),
            ["failure"] = failed.Failure.ToString(), ["error"] = failed.Message,
        },
        _ => null,
    };

    private static JsonNode? Node(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(element.GetRawText());

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 1) : null;
}
