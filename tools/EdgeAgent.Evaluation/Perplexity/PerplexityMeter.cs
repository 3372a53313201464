using System.Runtime.InteropServices;
using EdgeAgent.Inference;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>What a model loses on a text: the mean of -log p(token | tokens before), through the executor that answers requests.</summary>
internal static class PerplexityMeter
{
    /// <summary>One pass over the ids, which must fit into the model's context; nothing is added in front.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Two ids at least: the first is only a condition.</param>
    /// <param name="keep">Takes the logits of each position, to compare another model with; null for none.</param>
    /// <param name="reference">Logits that another model left in <paramref name="keep"/> for the same ids; null for none.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>Nats a token: the loss, and the divergence from the reference, mean KL(reference | model).</returns>
    public static (double Loss, double? Divergence) Measure(
        LoadedModel model, ReadOnlySpan<int> ids, Stream? keep = null, Stream? reference = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ids.Length, 2);
        using ModelExecutor executor = model.CreateExecutor();
        float[] logits = new float[executor.VocabularySize], expected = new float[logits.Length]; // of one position at a time
        int predicted = ids.Length - 1;
        (double loss, double divergence) = (0, 0);
        for (int first = 0; first < predicted; first += executor.Capabilities.MaxKeep)
        {
            int rows = Math.Min(executor.Capabilities.MaxKeep, predicted - first);
            executor.Forward(ids.Slice(first, rows), rows, cancellationToken);
            for (int row = 0; row < rows; row++)
            {
                executor.Logits(row, logits);
                loss += LogSumExp(logits) - logits[ids[first + row + 1]];
                keep?.Write(MemoryMarshal.AsBytes(logits.AsSpan()));
                if (reference is null) continue;
                reference.ReadExactly(MemoryMarshal.AsBytes(expected.AsSpan()));
                divergence += Divergence(expected, logits);
            }
        }
        return (loss / predicted, reference is null ? null : divergence / predicted);
    }

    /// <summary>log Σ exp, from logits of any size.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        float largest = float.NegativeInfinity;
        foreach (float logit in logits) largest = MathF.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return Math.Log(sum) + largest;
    }

    /// <summary>Σ p log(p / q) of two distributions, from their logits.</summary>
    public static double Divergence(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        (double p, double q) = (LogSumExp(expected), LogSumExp(actual));
        double sum = 0;
        for (int i = 0; i < expected.Length; i++) sum += MathF.Exp((float)(expected[i] - p)) * (expected[i] - p - (actual[i] - q));
        return sum;
    }
}
