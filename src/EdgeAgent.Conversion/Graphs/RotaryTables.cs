using System.Buffers.Binary;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Graphs;

/// <summary>The cosines and sines that GroupQueryAttention rotates queries and keys by: row p, column j of p * frequency[j].</summary>
/// <remarks>Source of the scalings: transformers' <c>modeling_rope_utils</c>. Angles are single-precision products, as there.</remarks>
internal static class RotaryTables
{
    public static (byte[] Cosines, byte[] Sines) Compute(RopeSettings rope, int headSize, int positions, string where)
    {
        float[] frequencies = Frequencies(rope, headSize);
        if (!Array.TrueForAll(frequencies, static frequency => float.IsFinite(frequency) && frequency > 0))
            throw ConversionErrors.Setting("The rotary numbers give a frequency that is not positive (rope_theta, rope_scaling).", where);
        float factor = (float)(rope.Scaling?.AttentionFactor ?? 1);
        int row = frequencies.Length * sizeof(float);
        byte[] cosines = new byte[checked(positions * row)];
        byte[] sines = new byte[cosines.Length];
        Parallel.For(0, positions, p =>
        {
            for (int j = 0; j < frequencies.Length; j++)
            {
                double angle = p * frequencies[j];
                BinaryPrimitives.WriteSingleLittleEndian(cosines.AsSpan((p * row) + (j * sizeof(float))), (float)Math.Cos(angle) * factor);
                BinaryPrimitives.WriteSingleLittleEndian(sines.AsSpan((p * row) + (j * sizeof(float))), (float)Math.Sin(angle) * factor);
            }
        });
        return (cosines, sines);
    }

    /// <summary>The angle that a position adds, for each pair of a head's numbers.</summary>
    public static float[] Frequencies(RopeSettings rope, int headSize)
    {
        if (rope.Scaling is { Type: "yarn" } yarn) return YarnFrequencies.Compute(rope.Theta, yarn, headSize);
        float[] frequencies = new float[headSize / 2];
        for (int j = 0; j < frequencies.Length; j++)
            frequencies[j] = Scale(1f / (float)Math.Pow((float)rope.Theta, 2f * j / headSize), j, rope.Scaling);
        return frequencies;
    }

    private static float Scale(float frequency, int j, RopeScaling? scaling) => scaling?.Type switch
    {
        null => frequency,
        "linear" => frequency / (float)Needed(scaling.Factor, "factor"),
        "factors" => frequency / scaling.Factors![j],
        "llama3" => Llama3(frequency, scaling),
        string other => throw ConversionErrors.Unsupported($"Rotary scaling of type '{other}' is not supported.", "rope.scaling"),
    };

    private static float Llama3(float frequency, RopeScaling scaling)
    {
        double factor = Needed(scaling.Factor, "factor");
        double original = Needed(scaling.OriginalContextLength, "original_max_position_embeddings");
        double low = Needed(scaling.LowFrequencyFactor, "low_freq_factor");
        double high = Needed(scaling.HighFrequencyFactor, "high_freq_factor");
        double length = 2 * Math.PI / frequency;
        if (length < original / high) return frequency;
        if (length > original / low) return (float)(frequency / factor);
        double smooth = ((original / length) - low) / (high - low);
        return (float)(((1 - smooth) * frequency / factor) + (smooth * frequency));
    }

    internal static double Needed(double? number, string name)
        => number ?? throw ConversionErrors.Setting($"'{name}' of the rotary scaling is missing.", "rope_scaling");
}
