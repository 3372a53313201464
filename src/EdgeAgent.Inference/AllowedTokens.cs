using System.Numerics;
using System.Numerics.Tensors;
using EdgeAgent.Grammar;

namespace EdgeAgent.Inference;

/// <summary>Sums over the logits of the tokens that are allowed.</summary>
internal static class AllowedTokens
{
    /// <summary>Floats worked on at once: they stay in the first-level cache.</summary>
    private const int Block = 1024;

    /// <summary>The logarithm of the sum of the exponentials: a logit less this is the logarithm of its token's probability.</summary>
    /// <param name="logits">(vocabulary); forbidden ids are negative infinity.</param>
    /// <param name="mask">The allowed ids. Few are gathered first; the rest of the logits is not looked at then.</param>
    /// <returns>NaN where fewer than two tokens are allowed: there is no choice to have a probability.</returns>
    public static float LogSumExp(ReadOnlySpan<float> logits, TokenMask mask)
    {
        int count = 0;
        foreach (ulong word in mask.Words) count += BitOperations.PopCount(word);
        if (count < 2) return float.NaN;
        if (count > Block) return LogSumExp(logits);
        Span<float> few = stackalloc float[count];
        Gather(logits, mask, few);
        return LogSumExp(few);
    }

    /// <summary>The same where every token is allowed.</summary>
    /// <param name="logits">(vocabulary); those that are negative infinity add nothing.</param>
    public static float LogSumExp(ReadOnlySpan<float> logits)
    {
        float highest = TensorPrimitives.Max(logits);
        Span<float> block = stackalloc float[Block];
        float sum = 0;
        for (; logits.Length > 0; logits = logits[Math.Min(Block, logits.Length)..])
        {
            Span<float> part = block[..Math.Min(Block, logits.Length)];
            TensorPrimitives.Subtract(logits[..part.Length], highest, part);
            TensorPrimitives.Exp(part, part);
            sum += TensorPrimitives.Sum<float>(part);
        }
        return highest + MathF.Log(sum);
    }

    private static void Gather(ReadOnlySpan<float> logits, TokenMask mask, Span<float> destination)
    {
        int count = 0;
        ReadOnlySpan<ulong> words = mask.Words;
        for (int w = 0; w < words.Length; w++)
            for (ulong word = words[w]; word != 0; word &= word - 1) destination[count++] = logits[(w << 6) | BitOperations.TrailingZeroCount(word)];
    }
}
