using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>An executor that computes long inputs in chunks, each of which counts only when it is whole.</summary>
/// <param name="model">The sessions; the executor is one of their users.</param>
/// <param name="chunk">Tokens of one run at most; as many rows at least can be kept.</param>
internal abstract class ChunkedExecutor(LoadedModel model, int chunk) : ModelExecutor
{
    /// <summary>Rows that one forward can keep, where the chunk is no shorter.</summary>
    private protected const int MostKept = 16;

    private readonly RunOptions _plain = new();

    /// <summary>The sessions.</summary>
    protected LoadedModel Model => model;

    /// <summary>Tokens of one run at most.</summary>
    protected int Chunk => chunk;

    public sealed override long StateBytes(int tokens) => Kv.BytesOf(tokens);

    /// <summary>The rows that there are; disposed here.</summary>
    private protected abstract KvState Kv { get; }

    private protected sealed override void ForwardCore(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken)
    {
        while (!tokenIds.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The kept rows must all lie in the last chunk.
            int take = tokenIds.Length <= chunk ? tokenIds.Length : Math.Min(chunk, tokenIds.Length - keep);
            bool last = take == tokenIds.Length;
            RunChunk(tokenIds[..take], last ? keep : 0, cancellationToken);
            Advance(tokenIds[..take]);
            tokenIds = tokenIds[take..];
        }
    }

    private protected sealed override ModelExecutor ForkCore()
    {
        ChunkedExecutor fork = (ChunkedExecutor)model.CreateExecutor();
        fork.Kv.CopyFrom(Kv, Length);
        return fork;
    }

    private protected sealed override void SaveCore(int start, int count, Span<byte> destination) => Kv.Save(start, count, destination);

    private protected sealed override void RestoreCore(int count, ReadOnlySpan<byte> state) => Kv.Restore(Length, count, state);

    /// <summary>Computes one chunk after the tokens that are there.</summary>
    private protected abstract void RunChunk(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken);

    /// <summary>Runs a bound session; a cancelled run ends inside the graph, where the execution provider allows it.</summary>
    private protected void Run(InferenceSession session, OrtIoBinding binding, string graph, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            model.Run(session, _plain, binding, graph);
            return;
        }
        using RunOptions options = new();
        using CancellationTokenRegistration registration = cancellationToken.Register(static o => ((RunOptions)o!).Terminate = true, options);
        try
        {
            model.Run(session, options, binding, graph);
        }
        catch (InferenceException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // terminated inside the graph; the rows of this chunk do not count
        }
    }

    protected override void Dispose(bool disposing)
    {
        Kv.Dispose();
        _plain.Dispose();
        model.Release();
    }
}
