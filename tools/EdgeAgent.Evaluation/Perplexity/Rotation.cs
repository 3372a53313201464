using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>Turns the residual stream: the same function of the ids, with other weights, none of them on a grid.</summary>
/// <remarks>
/// Norms are folded into the matrices behind them; then every channel and the one half the width further are turned by an angle of their own.
/// RMS does not change by that, so what reads the stream is turned likewise and what writes to it turned back. Blocks hold sums of two
/// numbers, so they are nearer to a bell shape than a trained model's: rounding costs a little less than there. Source of the idea:
/// Ashkboos et al., QuaRot, 2024.
/// </remarks>
/// <param name="seed">The same seed gives the same angles.</param>
internal sealed class Rotation(int seed) : IWeightChange
{
    public bool Unties => true;

    public float[] Read(string name, WeightTensor tensor, Checkpoint checkpoint)
    {
        float[] numbers = FloatCheckpoint.Decode(tensor);
        (int rows, int columns) = ((int)tensor.Rows, (int)tensor.Columns);
        if (rows == 1)
        {
            Array.Fill(numbers, 1);
            return numbers;
        }
        float[] angles = Angles(checkpoint.Architecture.Hidden / 2);
        if (name.Contains("o_proj", StringComparison.Ordinal) || name.Contains("down_proj", StringComparison.Ordinal))
        {
            for (int column = 0; column < columns; column++) Turn(numbers, column, columns, angles);
            return numbers;
        }
        if (NormBefore(name) is string before) Scale(numbers, FloatCheckpoint.Norm(checkpoint, before));
        for (int row = 0; row < rows; row++) Turn(numbers, row * columns, 1, angles);
        return numbers;
    }

    // The norm whose result the matrix multiplies.
    private static string? NormBefore(string name)
    {
        if (name == TensorNames.Embedding) return null;
        if (name == TensorNames.Head) return TensorNames.FinalNorm;
        int layer = int.Parse(name.Split('.')[2], System.Globalization.CultureInfo.InvariantCulture);
        return TensorNames.OfLayer(layer, name.Contains("mlp.", StringComparison.Ordinal) ? TensorNames.AfterAttention : TensorNames.BeforeAttention);
    }

    private static void Scale(float[] numbers, float[] factors)
    {
        for (int i = 0; i < numbers.Length; i++) numbers[i] *= factors[i % factors.Length];
    }

    // Channels lie step numbers apart.
    private static void Turn(float[] numbers, int first, int step, float[] angles)
    {
        for (int channel = 0; channel < angles.Length; channel++)
        {
            ref float a = ref numbers[first + (channel * step)], b = ref numbers[first + ((channel + angles.Length) * step)];
            (float sine, float cosine) = MathF.SinCos(angles[channel]);
            (a, b) = ((a * cosine) - (b * sine), (a * sine) + (b * cosine));
        }
    }

    private float[] Angles(int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * MathF.Tau)];
    }
}
