using EdgeAgent.Inference;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>What a model loses on a text: the mean of -log p(token | tokens before), through the executor that answers requests.</summary>
internal static class PerplexityMeter
{
    /// <summary>One pass over the ids, which must fit into the model's context; nothing is added in front.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Two ids at least: the first is only a condition.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>Nats a token.</returns>
    public static double MeanLoss(LoadedModel model, ReadOnlySpan<int> ids, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ids.Length, 2);
        using ModelExecutor executor = model.CreateExecutor();
        float[] logits = new float[executor.VocabularySize]; // of one position at a time
        int predicted = ids.Length - 1;
        double sum = 0;
        for (int first = 0; first < predicted; first += executor.Capabilities.MaxKeep)
        {
            int rows = Math.Min(executor.Capabilities.MaxKeep, predicted - first);
            executor.Forward(ids.Slice(first, rows), rows, cancellationToken);
            for (int row = 0; row < rows; row++)
            {
                executor.Logits(row, logits);
                sum += Loss(logits, ids[first + row + 1]);
            }
        }
        return sum / predicted;
    }

    /// <summary>-log of the softmax's entry, from logits of any size.</summary>
    public static double Loss(ReadOnlySpan<float> logits, int id)
    {
        float largest = float.NegativeInfinity;
        foreach (float logit in logits) largest = MathF.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return Math.Log(sum) + largest - logits[id];
    }
}
