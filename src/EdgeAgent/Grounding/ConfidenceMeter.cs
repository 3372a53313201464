using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Grounding;

/// <summary>Notes how probable the tokens of an answer were, and tells it for each call.</summary>
/// <remarks>
/// A call's opening counts as one choice, with the product of what its tokens had: to call and not to go on in text is one decision, whether
/// the model's trigger is one special token or plain text in several. One answer's state; not thread-safe.
/// </remarks>
/// <param name="tokenizer">The answer's.</param>
/// <param name="delimiter">A special token that counts as its bytes; null where there is none.</param>
internal sealed class ConfidenceMeter(Tokenizer tokenizer, int? delimiter = null)
{
    private readonly List<(int Start, int End, float LogProbability)> _choices = [];
    private int _bytes;

    /// <summary>Notes tokens.</summary>
    /// <param name="tokens">Token ids of the answer, in order.</param>
    /// <param name="logProbabilities">One for each; NaN where there was no choice.</param>
    public void Append(ReadOnlySpan<int> tokens, ReadOnlySpan<float> logProbabilities)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            int start = _bytes;
            if (!tokenizer.IsSpecial(tokens[i]) || tokens[i] == delimiter) _bytes += tokenizer.TokenBytes(tokens[i]).Length;
            if (!float.IsNaN(logProbabilities[i])) _choices.Add((start, _bytes, logProbabilities[i]));
        }
    }

    /// <summary>The confidence of a call.</summary>
    /// <param name="regions">Of the whole answer.</param>
    /// <param name="closing">The call's closing.</param>
    public CallConfidence Of(ReadOnlySpan<MatcherRegion> regions, MatcherRegion closing)
    {
        int opening = -1, name = closing.Start, arguments = closing.Start;
        foreach (MatcherRegion region in regions)
        {
            if (region.CallIndex != closing.CallIndex) continue;
            if (region.Kind == RegionKind.Opening && opening < 0) opening = region.Start;
            if (region.Kind == RegionKind.Name) name = region.Start;
            if (region.Kind == RegionKind.Arguments) arguments = region.Start;
        }
        (double toCall, int openings) = Sum(opening, name, crossing: true);
        (double tool, int named) = Sum(name, arguments, crossing: false);
        (double inside, int argued) = Sum(arguments, closing.Start, crossing: false);
        return new CallConfidence(Mean(toCall + tool, named + Math.Min(openings, 1)), Mean(inside, argued));
    }

    /// <summary>The tokens that begin in a range, and if <paramref name="crossing"/> one that only ends behind its beginning.</summary>
    private (double LogProbability, int Count) Sum(int start, int end, bool crossing)
    {
        (double sum, int count) = (0, 0);
        foreach ((int from, int to, float logProbability) in _choices)
        {
            if ((from < start && !(crossing && to > start)) || from >= end) continue;
            sum += logProbability;
            count++;
        }
        return (sum, count);
    }

    private static double Mean(double sum, int count) => count == 0 ? 1 : Math.Exp(sum / count);
}
