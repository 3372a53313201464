using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>What became of the walks.</summary>
internal sealed class WalkReport
{
    private const int Shown = 100;

    public int Schemas { get; set; }

    /// <summary>Schemas that the engine refuses, by error code; those of <c>EA1102</c> have no value at all.</summary>
    public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    public long Walks { get; set; }

    public long Bytes { get; set; }

    /// <summary>Texts that the validator was asked about.</summary>
    public long Checked { get; set; }

    /// <summary>Texts whose check takes too many steps: of them nothing is said.</summary>
    public long GivenUp { get; set; }

    /// <summary>Schemas that the validator cannot check.</summary>
    public int NotCheckable { get; set; }

    public long Failed { get; private set; }

    /// <summary>Walks that were given up, by schema: of its texts few end, and chance has not found one.</summary>
    public SortedDictionary<string, int> Unfinished { get; } = new(StringComparer.Ordinal);

    /// <summary>The first failures, each with its schema, its seed and its text.</summary>
    public List<string> Failures { get; } = [];

    public void Fail(string failure)
    {
        Failed++;
        if (Failures.Count < Shown) Failures.Add(failure);
    }

    public JsonObject ToJson() => new()
    {
        ["schemas"] = Schemas,
        ["refused"] = new JsonObject(Refused.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        ["walks"] = Walks, ["bytes"] = Bytes, ["checked"] = Checked, ["given_up"] = GivenUp, ["schemas_not_checkable"] = NotCheckable, ["failed"] = Failed,
        ["unfinished"] = new JsonObject(Unfinished.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        ["failures"] = new JsonArray([.. Failures.Select(f => JsonValue.Create(f))]),
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Walks:N0} walks over {Schemas - Refused.Values.Sum():N0} of {Schemas:N0} schemas ({string.Join(", ", Refused.Select(r => $"{r.Key} {r.Value:N0}"))}), {Bytes / Math.Max(1, Walks):N0} bytes each, {Checked:N0} checked ({NotCheckable:N0} schemas cannot be, {GivenUp:N0} take too long), {Unfinished.Values.Sum():N0} without end ({string.Join(", ", Unfinished.Select(u => $"{u.Key} {u.Value:N0}"))}), {Failed:N0} failures")
        + string.Concat(Failures.Select(failure => "\n" + failure));
}
