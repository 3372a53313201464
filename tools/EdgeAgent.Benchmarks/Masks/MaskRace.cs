using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Both programs' times over the rows that both pass.</summary>
internal sealed class MaskRace
{
    private readonly (Distribution BetweenMasks, Distribution FirstMask) _ours, _theirs;
    private readonly int _rows, _passing, _compiled;

    public MaskRace(MaskRun run, Dictionary<string, PeerRow> peer)
    {
        HashSet<string> both = [.. run.Results.Where(r => r.Passes && peer.TryGetValue(r.Id, out PeerRow? row) && row.Passes).Select(r => r.Id)];
        (_rows, _passing, _compiled) = (both.Count, peer.Values.Count(row => row.Passes), peer.Values.Count(row => row.FirstMask >= 0));
        _ours = run.Times(result => both.Contains(result.Id));
        List<PeerRow> rows = [.. peer.Where(pair => both.Contains(pair.Key)).Select(pair => pair.Value)];
        _theirs = (Distribution.OfNanoseconds([.. rows.SelectMany(row => row.Steps)]), Distribution.OfNanoseconds([.. rows.Select(row => row.FirstMask)]));
    }

    public void AddTo(JsonObject json)
    {
        json["peer"] = new JsonObject
        {
            ["tbm_us"] = _theirs.BetweenMasks.ToJson(), ["ttfm_us"] = _theirs.FirstMask.ToJson(), ["rows_both_pass"] = _rows,
            ["passing"] = _passing, ["compiled"] = _compiled, ["masks"] = _theirs.BetweenMasks.Count,
        };
        json["ours_both_pass"] = new JsonObject
        {
            ["tbm_us"] = _ours.BetweenMasks.ToJson(), ["ttfm_us"] = _ours.FirstMask.ToJson(), ["masks"] = _ours.BetweenMasks.Count,
        };
        json["ratio"] = new JsonObject
        {
            ["tbm_mean"] = Ratio(d => d.BetweenMasks.Mean), ["tbm_p50"] = Ratio(d => d.BetweenMasks.P50), ["tbm_p90"] = Ratio(d => d.BetweenMasks.P90),
            ["tbm_p99"] = Ratio(d => d.BetweenMasks.P99), ["tbm_p999"] = Ratio(d => d.BetweenMasks.P999), ["ttfm_mean"] = Ratio(d => d.FirstMask.Mean),
            ["ttfm_p50"] = Ratio(d => d.FirstMask.P50),
        };
    }

    public void WriteText(TextWriter output) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        peer: passes {_passing:N0}, both pass {_rows:N0}; over these:
          between masks: peer {_theirs.BetweenMasks}
                         ours {_ours.BetweenMasks}
          to the first:  peer {_theirs.FirstMask}
                         ours {_ours.FirstMask}
          ratio ours to peer: between masks mean {Ratio(d => d.BetweenMasks.Mean)}, p99 {Ratio(d => d.BetweenMasks.P99)}, p99.9 {Ratio(d => d.BetweenMasks.P999)}; to the first, mean {Ratio(d => d.FirstMask.Mean)}
        """));

    private double Ratio(Func<(Distribution BetweenMasks, Distribution FirstMask), double> figure)
        => figure(_theirs) == 0 ? 0 : Math.Round(figure(_ours) / figure(_theirs), 4);
}
