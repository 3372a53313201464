using System.Globalization;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>Prints what a run found: right answers by mode, the bonus chosen on half of the cases, and what the confidence of calls is worth.</summary>
internal static class GroundingSummary
{
    /// <summary>Prints.</summary>
    /// <param name="outcomes">Of all cases in all modes.</param>
    /// <param name="writer">Where to.</param>
    public static void Print(IReadOnlyList<GroundingOutcome> outcomes, TextWriter writer)
    {
        IGrouping<string, GroundingOutcome>[] modes = [.. outcomes.GroupBy(outcome => outcome.Mode)];
        writer.WriteLine($"{"mode",-16} {"calls, even",14} {"calls, odd",14} {"calls",14} {"no call",14}");
        foreach (IGrouping<string, GroundingOutcome> mode in modes)
            writer.WriteLine($"{mode.Key,-16} {Right(mode.Where(IsEven)),14} {Right(mode.Where(IsOdd)),14} {Right(mode.Where(o => o.WantsCalls)),14} {Right(mode.Where(o => !o.WantsCalls)),14}");
        if (modes.Length == 0) return;
        IGrouping<string, GroundingOutcome> best = modes.MaxBy(mode => mode.Count(o => IsEven(o) && o.IsRight))!;
        writer.WriteLine($"\nbest on the even cases: {best.Key}; on the odd ones {Right(best.Where(IsOdd))}");
        writer.WriteLine($"its verdicts: {string.Join(", ", best.CountBy(o => o.Verdict).OrderByDescending(p => p.Value).Select(p => $"{p.Key} {p.Value}"))}");
        PrintConfidence(best, writer);
    }

    private static bool IsEven(GroundingOutcome outcome) => outcome.WantsCalls && outcome.Index % 2 == 0;

    private static bool IsOdd(GroundingOutcome outcome) => outcome.WantsCalls && outcome.Index % 2 == 1;

    private static string Right(IEnumerable<GroundingOutcome> outcomes)
    {
        (int right, int all) = (0, 0);
        foreach (GroundingOutcome outcome in outcomes) (right, all) = (right + (outcome.IsRight ? 1 : 0), all + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{right}/{all} {100.0 * right / Math.Max(all, 1):0.0}%");
    }

    /// <summary>Over answers with calls, wanted or not: does a low confidence mark the wrong ones?</summary>
    private static void PrintConfidence(IEnumerable<GroundingOutcome> outcomes, TextWriter writer)
    {
        GroundingOutcome[] called = [.. outcomes.Where(o => o.Confidences.Count > 0).OrderBy(o => o.Confidence)];
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nconfidence of {called.Length} answers with calls: AUC {RankQuality.Auc(called, o => o.Confidence):0.000}")
            + string.Create(CultureInfo.InvariantCulture, $" (tool alone {RankQuality.Auc(called, o => o.Confidences.Min(c => c.Tool)):0.000}, arguments alone {RankQuality.Auc(called, o => o.Confidences.Min(c => c.Arguments)):0.000})"));
        writer.WriteLine($"{"threshold",-10} {"answers below",14} {"wrong below",14} {"right above",16}");
        foreach (double threshold in (double[])[0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98])
        {
            GroundingOutcome[] below = [.. called.Where(o => o.Confidence < threshold)], above = [.. called.Where(o => o.Confidence >= threshold)];
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{threshold,-10:0.00} {below.Length,14} {$"{below.Count(o => !o.IsRight)} of {called.Count(o => !o.IsRight)}",14} {Right(above),16}"));
        }
    }
}
