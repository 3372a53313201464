using System.Numerics.Tensors;

namespace EdgeAgent.Inference;

/// <summary>Takes the id of the highest logit; of equal ones the lowest id, so that a run can be repeated.</summary>
internal static class GreedySampler
{
    /// <summary>The chosen id.</summary>
    /// <param name="logits">(vocabulary); forbidden ids are negative infinity.</param>
    /// <exception cref="InferenceException">No logit is a number above negative infinity.</exception>
    public static int Sample(ReadOnlySpan<float> logits)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        if (best >= 0 && float.IsFinite(logits[best])) return best;
        throw new InferenceException("EA5006", $"The logits hold no choice: the highest is {(best < 0 ? "missing" : logits[best].ToString(System.Globalization.CultureInfo.InvariantCulture))}.",
            "the head's logits", "The weights are damaged or overflow: verify the package (edge-agent models verify).");
    }
}
