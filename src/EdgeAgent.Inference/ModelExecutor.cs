using System.Runtime.InteropServices;
using EdgeAgent.Grammar;

namespace EdgeAgent.Inference;

/// <summary>
/// One conversation's state over a shared loaded model: the KV cache of the token ids fed so far. The one seam between the decode loop and
/// ONNX Runtime.
/// </summary>
/// <remarks>
/// Not thread-safe: a second call while one runs throws <see cref="InvalidOperationException"/> and changes nothing. The maker disposes it. When a forward fails or is cancelled, <see cref="Length"/> says what was computed, and the state is
/// sound up to there.
/// </remarks>
public abstract class ModelExecutor : IDisposable
{
    private readonly List<int> _tokens = [];
    private int _busy;
    private volatile bool _disposed;

    /// <summary>What this executor can do.</summary>
    public abstract ExecutorCapabilities Capabilities { get; }

    /// <summary>Size of the vocabulary: ids run from 0 to this minus one, and a row of logits has as many entries.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Tokens in the KV cache.</summary>
    public int Length => _tokens.Count;

    /// <summary>Rows of hidden states that the last forward kept, which <see cref="Logits(int, Span{float})"/> can be asked for.</summary>
    public int KeptRows { get; private set; }

    /// <summary>The token ids in the KV cache, oldest first. Valid until the next forward or rewind.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Computes the given tokens after those already in the KV cache.</summary>
    /// <param name="tokenIds">One token at least, each from 0 to <see cref="VocabularySize"/> - 1.</param>
    /// <param name="keep">Last rows to keep for logits: 0 for prefill and forced runs, 1 to decode, more to verify drafts.</param>
    /// <param name="cancellationToken">Stops between chunks and, where the execution provider allows it, inside one.</param>
    /// <exception cref="ContextLengthException">The tokens do not fit; nothing was computed.</exception>
    /// <exception cref="InferenceException">A token id is out of range or too many rows are to be kept (nothing was computed), or the execution provider failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; whole chunks computed before stay.</exception>
    public void Forward(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken = default)
    {
        if (tokenIds.IsEmpty) throw new ArgumentException("A forward needs one token at least.", nameof(tokenIds));
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keep, tokenIds.Length);
        if (keep > Capabilities.MaxKeep)
        {
            throw new InferenceException("EA5044", $"Logits of the last {keep} tokens were asked for; this model keeps {Capabilities.MaxKeep} rows of a forward at most.",
                "keep", "Keep fewer rows, and feed the tokens in as many more forwards: Capabilities.MaxKeep tells how many there can be.");
        }
        using Use use = Enter();
        if (tokenIds.Length > Capabilities.Capacity - Length) throw new ContextLengthException(Length + tokenIds.Length, Capabilities.Capacity);
        CheckIds(tokenIds);
        KeptRows = 0;
        ForwardCore(tokenIds, keep, cancellationToken);
        KeptRows = keep;
    }

    /// <summary>Runs the head on a kept row.</summary>
    /// <param name="row">0 to <see cref="KeptRows"/> - 1; the last is the newest token's.</param>
    /// <param name="destination">Takes <see cref="VocabularySize"/> logits.</param>
    public void Logits(int row, Span<float> destination)
    {
        using Use use = Enter();
        CheckLogits(row, destination.Length);
        LogitsCore(row, destination);
    }

    /// <summary>Runs the head on a kept row; forbidden ids get negative infinity. An implementation may compute the allowed rows only.</summary>
    /// <param name="row">0 to <see cref="KeptRows"/> - 1.</param>
    /// <param name="mask">The ids that may come next.</param>
    /// <param name="destination">Takes <see cref="VocabularySize"/> logits.</param>
    public void Logits(int row, TokenMask mask, Span<float> destination)
    {
        using Use use = Enter();
        CheckLogits(row, destination.Length);
        LogitsCore(row, mask, destination);
    }

    /// <summary>Forgets the tokens from <paramref name="length"/> on. Exact: what stays is as it was before they came.</summary>
    /// <param name="length">0 to <see cref="Length"/>.</param>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        using Use use = Enter();
        if (length < Length) KeptRows = 0;
        _tokens.RemoveRange(length, _tokens.Count - length);
    }

    /// <summary>An executor of its own with the same tokens in its KV cache; no hidden rows are kept. The caller disposes it.</summary>
    public ModelExecutor Fork()
    {
        using Use use = Enter();
        ModelExecutor fork = ForkCore();
        fork._tokens.AddRange(_tokens);
        return fork;
    }

    /// <summary>Bytes that <see cref="Save"/> writes for so many tokens.</summary>
    /// <param name="tokens">0 or more.</param>
    public abstract long StateBytes(int tokens);

    /// <summary>Copies the KV cache of a range of tokens out, for a prefix cache.</summary>
    /// <param name="start">First token of the range.</param>
    /// <param name="count">Tokens of the range; it lies within <see cref="Length"/>.</param>
    /// <param name="destination">Takes <see cref="StateBytes"/> of <paramref name="count"/> bytes.</param>
    public void Save(int start, int count, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - start);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, StateBytes(count));
        using Use use = Enter();
        SaveCore(start, count, destination);
    }

    /// <summary>Puts saved KV rows after the tokens in the cache, as if a forward had computed them.</summary>
    /// <param name="tokenIds">The ids that the rows belong to; the caller answers for their being the same, after the same prefix.</param>
    /// <param name="state">What <see cref="Save"/> wrote for as many tokens, from the same model.</param>
    /// <exception cref="ContextLengthException">The tokens do not fit; nothing was changed.</exception>
    public void Restore(ReadOnlySpan<int> tokenIds, ReadOnlySpan<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateBytes(tokenIds.Length));
        using Use use = Enter();
        if (tokenIds.Length > Capabilities.Capacity - Length) throw new ContextLengthException(Length + tokenIds.Length, Capabilities.Capacity);
        CheckIds(tokenIds);
        RestoreCore(tokenIds.Length, state);
        _tokens.AddRange(tokenIds);
        KeptRows = 0;
    }

    /// <summary>Frees the KV cache. Waits for a call that runs; later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            // Native memory must not go while a kernel writes into it. The busy mark stays: there is no use after this.
            SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0);
            Dispose(true);
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the implementation holds.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>, which calls it once.</param>
    protected abstract void Dispose(bool disposing);

    private protected abstract void ForwardCore(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken);

    private protected abstract void LogitsCore(int row, Span<float> destination);

    private protected virtual void LogitsCore(int row, TokenMask mask, Span<float> destination)
    {
        LogitsCore(row, destination);
        mask.ApplyTo(destination[..VocabularySize]);
    }

    private protected abstract ModelExecutor ForkCore();

    private protected abstract void SaveCore(int start, int count, Span<byte> destination);

    private protected abstract void RestoreCore(int count, ReadOnlySpan<byte> state);

    /// <summary>An implementation reports each chunk as its rows are whole in the KV cache.</summary>
    private protected void Advance(ReadOnlySpan<int> tokenIds) => _tokens.AddRange(tokenIds);

    private void CheckIds(ReadOnlySpan<int> tokenIds)
    {
        for (int i = 0; i < tokenIds.Length; i++)
        {
            if ((uint)tokenIds[i] < (uint)VocabularySize) continue;
            throw new InferenceException("EA5004", $"Token id {tokenIds[i]} is not in the vocabulary of {VocabularySize} ids.",
                $"token {Length + i} of the sequence", "Encode with the tokenizer of this model package.");
        }
    }

    private void CheckLogits(int row, int room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        if (row >= KeptRows) throw new ArgumentOutOfRangeException(nameof(row), row, $"The last forward kept {KeptRows} rows.");
        if (room < VocabularySize) throw new ArgumentException($"A row of logits needs room for {VocabularySize} values, not {room}.");
    }

    private Use Enter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("Another call is running on this executor. An executor is one conversation's: fork it, or wait.");
        return new Use(this);
    }

    private readonly ref struct Use(ModelExecutor executor)
    {
        public void Dispose() => Volatile.Write(ref executor._busy, 0);
    }
}
