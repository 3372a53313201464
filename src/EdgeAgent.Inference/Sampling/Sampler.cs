using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Security.Cryptography;

namespace EdgeAgent.Inference.Sampling;

/// <summary>Chooses one answer's tokens from their logits.</summary>
/// <remarks>
/// Not thread-safe. A step allocates nothing. The logits are not changed: others read them too. What is drawn depends on probabilities laid side by
/// side in the order of ids, so that logits which differ by a rounding mostly give the same token.
/// </remarks>
internal sealed class Sampler
{
    private readonly SamplingOptions _options;
    private readonly float[] _weights = [];  // (vocabulary)
    private readonly Penalties? _penalties;
    private readonly Nucleus? _nucleus;
    private ulong _state;

    /// <summary>A sampler for one answer.</summary>
    /// <param name="options">How to choose.</param>
    /// <param name="vocabularySize">Logits in a row at most.</param>
    public Sampler(SamplingOptions options, int vocabularySize)
    {
        _options = options;
        if (options.HasPenalties) _penalties = new Penalties(options, vocabularySize);
        if (options.HasPenalties || options.Temperature > 0) _weights = new float[vocabularySize];
        if (options.Temperature > 0 && (options.TopK is not null || options.TopP < 1)) _nucleus = new Nucleus(vocabularySize);
        // Who wants to repeat an answer gives a seed; without one, answers shall differ.
        _state = options.Seed is long seed ? (ulong)seed : BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    }

    /// <summary>Notes the prompt, which some penalties count.</summary>
    public void Begin(ReadOnlySpan<int> prompt) => _penalties?.Begin(prompt);

    /// <summary>Notes a token of the answer, chosen or forced.</summary>
    public void Accept(int id) => _penalties?.Accept(id);

    /// <summary>The next token.</summary>
    /// <param name="logits">(vocabulary); forbidden ids are negative infinity.</param>
    /// <exception cref="InferenceException">No logit is a number above negative infinity.</exception>
    public int Sample(ReadOnlySpan<float> logits)
    {
        if (_penalties is not null)
        {
            logits.CopyTo(_weights);
            logits = _weights.AsSpan(0, logits.Length);
            _penalties.Apply(_weights.AsSpan(0, logits.Length));
        }
        int best = GreedySampler.Sample(logits);
        return _options.Temperature == 0 ? best : Draw(logits, logits[best]);
    }

    private int Draw(ReadOnlySpan<float> logits, float best)
    {
        Span<float> weights = _weights.AsSpan(0, logits.Length);
        // The highest becomes exp(0) = 1 whatever the temperature: nothing overflows, and forbidden ids become exp(-∞) = 0.
        TensorPrimitives.Subtract(logits, best, weights);
        TensorPrimitives.Divide(weights, _options.Temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        float least = Math.Max(_options.MinP, float.Epsilon);
        if (_nucleus is not null)
        {
            (float weight, int lastId) = _nucleus.Last(weights, _options.TopK ?? weights.Length, _options.TopP);
            least = Math.Max(least, weight);
            if (least == weight) DropEqualsAfter(weights, weight, lastId);
        }
        double total = 0;
        foreach (float weight in weights)
            if (weight >= least) total += weight;
        double left = NextDouble() * total;
        int chosen = -1;
        for (int id = 0; id < weights.Length; id++)
        {
            if (weights[id] < least) continue;
            chosen = id; // the last one stays where rounding leaves something over
            if ((left -= weights[id]) < 0) break;
        }
        return chosen;
    }

    /// <summary>Of ids with the least weight that counts, those beyond the last one do not.</summary>
    private static void DropEqualsAfter(Span<float> weights, float weight, int lastId)
    {
        for (int id = lastId + 1; id < weights.Length; id++)
            if (weights[id] == weight) weights[id] = 0;
    }

    /// <summary>SplitMix64 (G. L. Steele and others, Fast Splittable Pseudorandom Number Generators, 2014): all 64 bits of a seed count, on every platform alike.</summary>
    private double NextDouble()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
    }
}
