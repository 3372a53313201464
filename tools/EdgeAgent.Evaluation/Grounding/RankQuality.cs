namespace EdgeAgent.Evaluation.Grounding;

/// <summary>How well a score ranks right answers above wrong ones.</summary>
internal static class RankQuality
{
    /// <summary>The area under the ROC curve: the chance that a right answer has a higher score than a wrong one (ties count half; Mann and
    /// Whitney's U over the number of pairs). NaN where there are none of either.</summary>
    public static double Auc(IReadOnlyCollection<GroundingOutcome> outcomes, Func<GroundingOutcome, double> score)
    {
        double[] right = [.. outcomes.Where(o => o.IsRight).Select(score)], wrong = [.. outcomes.Where(o => !o.IsRight).Select(score)];
        double pairs = 0;
        foreach (double high in right)
            foreach (double low in wrong) pairs += high > low ? 1 : high == low ? 0.5 : 0;
        return pairs / ((double)right.Length * wrong.Length);
    }
}
