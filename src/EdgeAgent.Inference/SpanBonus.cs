using System.Numerics;
using EdgeAgent.Grammar;

namespace EdgeAgent.Inference;

/// <summary>Favours the tokens that copy from the conversation, where the grammar prefers it. One answer's; not thread-safe.</summary>
internal sealed class SpanBonus(GrammarMatcher matcher, DecodeOptions options, int vocabularySize)
{
    private readonly ulong[] _words = new ulong[(vocabularySize + 63) / 64];

    /// <summary>Adds the bonus of each token; nothing outside of strings that are bound.</summary>
    /// <param name="logits">(vocabulary)</param>
    public void AddTo(Span<float> logits)
    {
        ReadOnlySpan<ulong> words = matcher.FillPreferred(_words).Words;
        for (int w = 0; w < words.Length; w++)
        {
            for (ulong word = words[w]; word != 0; word &= word - 1)
            {
                int id = (w << 6) | BitOperations.TrailingZeroCount(word);
                logits[id] += Of(id);
            }
        }
    }

    /// <summary>What the last <see cref="AddTo"/> added to a token.</summary>
    public float Of(int id) => (_words[id >> 6] >> (id & 63) & 1) == 0 ? 0 : matcher.ContinuesWord(id) ? options.SpanWordBonus : options.SpanBonus;
}
