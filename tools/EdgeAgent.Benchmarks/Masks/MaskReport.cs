using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>The whole result: as one JSON object, or for people.</summary>
internal sealed class MaskReport(JsonObject settings, MaskRun main, MaskRun? other, MaskRace? race)
{
    private const int ShownIds = 12;

    public JsonObject ToJson()
    {
        JsonObject json = main.ToJson();
        race?.AddTo(json);
        json["settings"] = With(main.Settings);
        if (other is not null)
        {
            json["other_settings"] = other.ToJson();
            json["other_settings"]!["settings"] = With(other.Settings);
        }
        json["failures"] = new JsonArray([.. main.Failures.Select(failure => failure.ToJson())]);
        return json;
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(settings.ToJsonString());
        main.WriteText(output);
        other?.WriteText(output);
        race?.WriteText(output);
        foreach (IGrouping<(string Class, string Group), MaskFailure> group in main.Failures.GroupBy(f => (f.Class, f.Group))
            .OrderBy(g => Array.IndexOf(FailureClass.All, g.Key.Class)).ThenByDescending(g => g.Count()))
        {
            string[] ids = [.. group.Select(failure => failure.Id).Distinct()];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key.Class} {group.Key.Group}: {ids.Length:N0} schemas: {string.Join(", ", ids.Take(ShownIds))}{(ids.Length > ShownIds ? ", …" : "")}"));
        }
    }

    private JsonObject With(MaskSettings pass)
    {
        JsonObject all = settings.DeepClone().AsObject();
        (all["key_order"], all["white_space"]) = (pass.KeyOrder, pass.WhiteSpace);
        (all["undeclared"], all["unsupported"]) = (pass.Options.Undeclared.ToString(), pass.Options.Unsupported.ToString());
        return all;
    }
}
