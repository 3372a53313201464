using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>YaRN: high frequencies stay, low ones are divided, those between are mixed of both.</summary>
/// <remarks>
/// Source: Peng et al., "YaRN: Efficient Context Window Extension of Large Language Models" (arXiv 2309.00071), in the form that
/// transformers' <c>modeling_rope_utils</c> computes it: the mix runs linearly over the index of the frequency, between the indexes that turn
/// betaFast and betaSlow times in the original context. Single precision, as there.
/// </remarks>
internal static class YarnFrequencies
{
    public static float[] Compute(double theta, RopeScaling yarn, int headSize)
    {
        float factor = (float)RotaryTables.Needed(yarn.Factor, "factor");
        double original = RotaryTables.Needed(yarn.OriginalContextLength, "original_max_position_embeddings");
        double low = IndexOf(yarn.BetaFast ?? 32), high = IndexOf(yarn.BetaSlow ?? 1);
        if (yarn.Truncate != false) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, headSize - 1));
        if (low == high) high += 0.001;
        float[] frequencies = new float[headSize / 2];
        for (int j = 0; j < frequencies.Length; j++)
        {
            float length = (float)Math.Pow((float)theta, 2f * j / headSize);
            float kept = 1 - Math.Clamp((j - (float)low) / (float)(high - low), 0, 1);
            frequencies[j] = (1 / (factor * length) * (1 - kept)) + (1 / length * kept);
        }
        return frequencies;

        // The index of the frequency that turns so often in the original context; not a whole number.
        double IndexOf(double turns) => headSize * Math.Log(original / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));
    }
}
