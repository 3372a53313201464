using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>How one case went in one mode: a line of the output.</summary>
/// <param name="Index">The case's place in the file, from 0.</param>
/// <param name="Id">The case's id.</param>
/// <param name="WantsCalls">Whether calls are right; else words are.</param>
/// <param name="Mode">The mode.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Confidences">Of each call: for the tool and for the arguments.</param>
/// <param name="Answer">Calls and words, to read.</param>
internal sealed record GroundingOutcome(
    int Index, string Id, bool WantsCalls, string Mode, Verdict Verdict, IReadOnlyList<(double Tool, double Arguments)> Confidences, string Answer)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the case was answered rightly.</summary>
    public bool IsRight => Verdict == Verdict.Right;

    /// <summary>Of the least sure call; 1 without calls.</summary>
    public double Confidence => Confidences.Count == 0 ? 1 : Confidences.Min(c => Math.Min(c.Tool, c.Arguments));

    /// <summary>Reads a line.</summary>
    public static GroundingOutcome Read(JsonElement json) => new(
        json.GetProperty("index").GetInt32(), json.GetProperty("id").GetString()!, json.GetProperty("wants").GetBoolean(),
        json.GetProperty("mode").GetString()!, Enum.Parse<Verdict>(json.GetProperty("verdict").GetString()!),
        [.. json.GetProperty("confidence").EnumerateArray().Select(pair => (pair[0].GetDouble(), pair[1].GetDouble()))],
        json.GetProperty("answer").GetString()!);

    /// <summary>Writes a line.</summary>
    public string ToJson() => new JsonObject
    {
        ["index"] = Index,
        ["id"] = Id,
        ["wants"] = WantsCalls,
        ["mode"] = Mode,
        ["verdict"] = Verdict.ToString(),
        ["confidence"] = new JsonArray([.. Confidences.Select(c => (JsonNode)new JsonArray(Math.Round(c.Tool, 5), Math.Round(c.Arguments, 5)))]),
        ["answer"] = Answer,
    }.ToJsonString(Readable);
}
