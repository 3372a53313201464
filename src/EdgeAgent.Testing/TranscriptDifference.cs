using System.Text;
using System.Text.Json.Nodes;

namespace EdgeAgent.Testing;

/// <summary>Where two requests differ, for people to read: a path, what was recorded, what is there now.</summary>
internal static class TranscriptDifference
{
    private const int MostDifferences = 8;
    private const int LongestValue = 160;

    /// <summary>The differences; empty where there are none.</summary>
    public static string Between(JsonNode? recorded, JsonNode? now)
    {
        List<(string Path, JsonNode? Recorded, JsonNode? Now)> found = [];
        Compare("", recorded, now, found);
        StringBuilder text = new();
        foreach ((string path, JsonNode? before, JsonNode? after) in found.Take(MostDifferences)) Describe(text, path, before, after);
        if (found.Count > MostDifferences) text.Append("\n  and ").Append(found.Count - MostDifferences).Append(" more");
        return text.ToString();
    }

    private static void Compare(string path, JsonNode? recorded, JsonNode? now, List<(string, JsonNode?, JsonNode?)> found)
    {
        switch (recorded, now)
        {
            case (JsonObject before, JsonObject after):
                foreach (string name in before.Select(p => p.Key).Union(after.Select(p => p.Key)))
                    Compare(path.Length == 0 ? name : $"{path}.{name}", before[name], after[name], found);
                break;
            case (JsonArray before, JsonArray after):
                for (int i = 0; i < Math.Max(before.Count, after.Count); i++)
                    Compare($"{path}[{i}]", i < before.Count ? before[i] : null, i < after.Count ? after[i] : null, found);
                break;
            default:
                if (!JsonNode.DeepEquals(recorded, now)) found.Add((path, recorded, now));
                break;
        }
    }

    private static void Describe(StringBuilder text, string path, JsonNode? recorded, JsonNode? now)
    {
        (string before, string after) = (Show(recorded), Show(now));
        int same = 0;
        while (same < before.Length && same < after.Length && before[same] == after[same]) same++;
        int from = Math.Max(0, same - (LongestValue / 2)); // long texts are shown around the first character that differs
        text.Append("\n  ").Append(path).Append("\n    recorded: ").Append(Cut(before, from)).Append("\n    now:      ").Append(Cut(after, from));
    }

    private static string Show(JsonNode? node) => node is null ? "(nothing)" : TranscriptJson.Line(node);

    private static string Cut(string text, int from)
    {
        string rest = text.Length > from ? text[from..] : "";
        return $"{(from > 0 ? "…" : "")}{(rest.Length > LongestValue ? rest[..LongestValue] + "…" : rest)}";
    }
}
