namespace EdgeAgent.Inference.Sampling;

/// <summary>Lowers, or raises, the logits of tokens that the sequence has already.</summary>
internal sealed class Penalties(SamplingOptions options, int vocabularySize)
{
    private readonly int[] _counts = new int[vocabularySize]; // by id: how often in the answer; -1 for one that only the prompt has
    private readonly int[] _seen = new int[vocabularySize];   // the ids that have a count
    private int _seenCount;

    public void Begin(ReadOnlySpan<int> prompt)
    {
        if (options.RepetitionPenalty == 1) return; // the others do not count the prompt
        foreach (int id in prompt)
            if ((uint)id < (uint)_counts.Length && See(id)) _counts[id] = -1; // the executor refuses others
    }

    public void Accept(int id)
    {
        See(id);
        _counts[id] = Math.Max(_counts[id], 0) + 1;
    }

    public void Apply(Span<float> logits)
    {
        for (int i = 0; i < _seenCount; i++)
        {
            int id = _seen[i], count = Math.Max(_counts[id], 0);
            if (id >= logits.Length) continue;
            float logit = logits[id];
            logit = logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty;
            logits[id] = logit - (count * options.FrequencyPenalty) - (count > 0 ? options.PresencePenalty : 0);
        }
    }

    private bool See(int id)
    {
        if (_counts[id] != 0) return false;
        _seen[_seenCount++] = id;
        return true;
    }
}
