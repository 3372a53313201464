using System.Numerics;

namespace EdgeAgent.Grammar;

/// <summary>The token ids the grammar allows next: bit i%64 of word i/64.</summary>
/// <remarks>Invariant: bits at or above <see cref="VocabSize"/> are zero. Borrows its words: a decode step allocates nothing.</remarks>
public readonly ref struct TokenMask
{
    private readonly ReadOnlySpan<ulong> _words;

    internal TokenMask(ReadOnlySpan<ulong> words, int vocabSize)
    {
        _words = words;
        VocabSize = vocabSize;
    }

    /// <summary>The vocabulary's size: ids are 0 to this, exclusive.</summary>
    public int VocabSize { get; }

    /// <summary>The bits, in the memory that the caller of <see cref="GrammarMatcher.FillMask"/> owns.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Whether a token is allowed; false for ids outside the vocabulary.</summary>
    /// <param name="tokenId">Any number.</param>
    public bool Contains(int tokenId) => (uint)tokenId < (uint)VocabSize && (_words[tokenId >> 6] >> (tokenId & 63) & 1) != 0;

    /// <summary>Writes -∞ over every forbidden logit.</summary>
    /// <param name="logits">One per token id; may be longer than the vocabulary (padded head): the padding is forbidden too.</param>
    /// <exception cref="ArgumentException">There are fewer logits than token ids.</exception>
    public void ApplyTo(Span<float> logits)
    {
        if (logits.Length < VocabSize) throw new ArgumentException($"{logits.Length} logits for a vocabulary of {VocabSize}: give one for each id.", nameof(logits));
        logits[VocabSize..].Fill(float.NegativeInfinity);
        for (int w = 0; w < _words.Length; w++)
        {
            // Inside a JSON string most words are all ones: one compare skips 64 ids.
            for (ulong forbidden = ~_words[w]; forbidden != 0; forbidden &= forbidden - 1)
            {
                int id = (w << 6) | BitOperations.TrailingZeroCount(forbidden);
                if ((uint)id < (uint)logits.Length) logits[id] = float.NegativeInfinity; // the last word may overhang
            }
        }
    }
}
