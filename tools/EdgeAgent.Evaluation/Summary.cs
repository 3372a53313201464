using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Evaluation;

/// <summary>Counts over all outcomes, for people and as JSON.</summary>
internal static class Summary
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The table, the reasons, and each failure with what the model alone would have said.</summary>
    public static void Print(IReadOnlyList<Outcome> outcomes, TextWriter writer)
    {
        foreach ((string group, int right, int all) in Groups(outcomes))
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group,-22} {right,4}/{all,-4} {100.0 * right / all:0.0}%"));
        writer.WriteLine($"ended in a call        {outcomes.Count(HasCall),4}/{outcomes.Count}");
        int emitted = outcomes.Sum(o => o.Calls?.Count ?? 0), invalid = outcomes.Sum(o => o.InvalidCalls.Count);
        writer.WriteLine($"calls emitted          {emitted,4}, not valid under their schema: {invalid}");
        IEnumerable<string> verdicts = outcomes.CountBy(o => o.Verdict).OrderByDescending(p => p.Value).Select(p => $"{p.Key} {p.Value}");
        writer.WriteLine($"verdicts: {string.Join(", ", verdicts)}");
        foreach (Outcome failed in outcomes.Where(o => o.Verdict != Verdict.Right)) PrintFailure(failed, writer);
    }

    /// <summary>The counts as one JSON object.</summary>
    public static string ToJson(IReadOnlyList<Outcome> outcomes) => new JsonObject
    {
        ["right"] = outcomes.Count(o => o.Verdict == Verdict.Right),
        ["all"] = outcomes.Count,
        ["endedInCall"] = outcomes.Count(HasCall),
        ["callsEmitted"] = outcomes.Sum(o => o.Calls?.Count ?? 0),
        ["callsInvalid"] = outcomes.Sum(o => o.InvalidCalls.Count),
        ["failuresRightWithoutGrammar"] = outcomes.Count(o => o.PlainVerdict == Verdict.Right),
        ["groups"] = new JsonObject(Groups(outcomes).Select(g => Named(g.Group, new JsonObject { ["right"] = g.Right, ["all"] = g.All }))),
        ["verdicts"] = new JsonObject(outcomes.CountBy(o => o.Verdict).Select(p => Named(p.Key.ToString(), p.Value))),
    }.ToJsonString(Readable);

    /// <summary>One outcome as a line of JSON.</summary>
    public static string ToJson(Outcome outcome) => new JsonObject
    {
        ["id"] = outcome.Id,
        ["lang"] = outcome.Language,
        ["verdict"] = outcome.Verdict.ToString(),
        ["asked"] = outcome.Asked,
        ["want"] = Calls(outcome.Expected.Calls),
        ["calls"] = outcome.Calls is { } calls ? Calls(calls) : null,
        ["text"] = outcome.Text,
        ["invalid"] = new JsonArray([.. outcome.InvalidCalls.Select(problem => (JsonNode)problem)]),
        ["plain"] = outcome.Plain,
        ["plainVerdict"] = outcome.PlainVerdict?.ToString(),
    }.ToJsonString(Readable);

    private static KeyValuePair<string, JsonNode?> Named(string name, JsonNode value) => new(name, value);

    private static bool HasCall(Outcome outcome) => outcome.Calls is { Count: > 0 };

    private static IEnumerable<(string Group, int Right, int All)> Groups(IReadOnlyList<Outcome> outcomes) => outcomes
        .SelectMany(
            o => o.Groups.Prepend($"language {o.Language}").Prepend("all"), (o, group) => (group, right: o.Verdict == Verdict.Right))
        .GroupBy(pair => pair.group, pair => pair.right)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Count(right => right), group.Count()));

    private static JsonArray Calls(IEnumerable<EmittedCall> calls) => [.. calls.Select(call => (JsonNode)new JsonObject
    {
        ["name"] = call.Name,
        ["arguments"] = call.Arguments.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(call.Arguments.GetRawText()),
    })];

    private static void PrintFailure(Outcome failed, TextWriter writer)
    {
        writer.WriteLine($"\n{failed.Id} {failed.Verdict}: {failed.Asked}");
        writer.WriteLine($"  want   {(failed.Expected.Calls.Count == 0 ? "words" : string.Join(' ', failed.Expected.Calls))}");
        writer.WriteLine($"  got    {string.Join(' ', (failed.Calls ?? []).Select(call => call.ToString()).Append(failed.Text)).Trim()}");
        foreach (string problem in failed.InvalidCalls) writer.WriteLine($"  INVALID {problem}");
        if (failed.Plain is null) return;
        string blame = failed.PlainVerdict == Verdict.Right ? "RUNTIME" : "model";
        writer.WriteLine($"  plain  {failed.Plain.ReplaceLineEndings(" ").Trim()}  → {blame} ({failed.PlainVerdict})");
    }
}
