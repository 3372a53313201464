using EdgeAgent.Inference;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>An executor that computes no logits twice: several ways of decoding one prompt cost what they do not share.</summary>
/// <remarks>
/// A forward only notes its tokens. Logits that the store does not have are computed by the model behind it, from the longest part of the
/// sequence that its KV cache has, or that is stored. Steps of several tokens may turn near-ties of int8 activations, as they may anywhere.
/// </remarks>
/// <param name="model">Computes; disposed by whoever made it.</param>
internal sealed class StoredExecutor(ModelExecutor model) : ModelExecutor
{
    private LogitsStore? _store;

    /// <summary>Logits that had to be computed.</summary>
    public int Computed { get; private set; }

    /// <summary>Logits asked for.</summary>
    public int Asked { get; private set; }

    public override ExecutorCapabilities Capabilities => model.Capabilities;

    public override int VocabularySize => model.VocabularySize;

    /// <summary>Forgets everything and goes on with another store.</summary>
    public void Use(LogitsStore store)
    {
        Rewind(0);
        _store = store;
    }

    public override long StateBytes(int tokens) => model.StateBytes(tokens);

    private protected override void ForwardCore(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Advance(tokenIds);
    }

    private protected override void LogitsCore(int row, Span<float> destination)
    {
        LogitsStore store = _store ?? throw new InvalidOperationException("No store is in use.");
        ReadOnlySpan<int> sequence = Tokens[..(Length - KeptRows + row + 1)];
        Asked++;
        if (store.TryRead(sequence, destination)) return;
        Compute(sequence, store);
        model.Logits(0, destination);
        store.Add(sequence, destination);
        Computed++;
    }

    private void Compute(ReadOnlySpan<int> sequence, LogitsStore store)
    {
        int shared = Math.Min(sequence.CommonPrefixLength(model.Tokens), sequence.Length - 1);
        if (store.PromptLength is int prompt && shared < prompt - 1 && store.ReadState() is byte[] state)
        {
            model.Rewind(0);
            model.Restore(sequence[..prompt], state);
            shared = Math.Min(prompt, sequence.Length - 1);
        }
        model.Rewind(shared);
        model.Forward(sequence[shared..], 1);
        if (store.PromptLength is not null) return;
        byte[] saved = new byte[model.StateBytes(sequence.Length)];
        model.Save(0, sequence.Length, saved);
        store.WriteState(sequence.Length, saved);
    }

    private protected override ModelExecutor ForkCore() => throw new NotSupportedException("An evaluation goes on in one executor.");

    private protected override void SaveCore(int start, int count, Span<byte> destination) => throw new NotSupportedException("Its state lies in the store.");

    private protected override void RestoreCore(int count, ReadOnlySpan<byte> state) => throw new NotSupportedException("Its state lies in the store.");

    protected override void Dispose(bool disposing)
    {
    }
}
