using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>The executor of other tools' packages: one graph from token ids to logits, its keys and values in place or growing.</summary>
/// <remarks>
/// Such graphs take the length of the attention mask as the length of the sequence, and a wrong one gives wrong logits in silence: it is
/// past + new, always, and set in <see cref="RunChunk"/> alone.
/// </remarks>
internal sealed class WholeExecutor : ChunkedExecutor
{
    private const int LogitsBytes = 64 << 20; // these graphs compute logits of every position: chunks are shorter where they are wide

    private readonly WholeGraph _graph;
    private readonly OrtIoBinding _binding;
    private readonly KvState _kv;
    private readonly IntegerRow _ids;
    private readonly IntegerRow? _mask, _positions, _keepRows;
    private readonly LogitsRows _logits;

    public WholeExecutor(LoadedModel model, WholeGraph graph)
        : base(model, ChunkOf(model, graph))
    {
        _graph = graph;
        bool inPlace = model.Package.Descriptor.Kv.InPlace;
        Capabilities = new(model.Capacity, graph.LastRowOnly ? 1 : Math.Min(MostKept, Chunk), inPlace);
        _kv = inPlace ? new KvCache(graph.Kv, model.Capacity) : new GrowingKv(graph.Kv, model.Capacity);
        _ids = new(graph.Ids, Chunk);
        _positions = graph.Positions is null ? null : new(graph.Positions, Chunk);
        _keepRows = graph.KeepRows is null ? null : new(graph.KeepRows, 1);
        _mask = graph.Mask is null ? null : new(graph.Mask, model.Capacity);
        for (int i = 0; i < model.Capacity; i++) _mask?.Set(i, 1);
        _logits = new(graph, graph.LastRowOnly ? 1 : graph.KeepRows is null ? Chunk : MostKept);
        _binding = model.Body.CreateIoBinding();
    }

    public override ExecutorCapabilities Capabilities { get; }

    public override int VocabularySize => _graph.Vocabulary;

    private protected override KvState Kv => _kv;

    private static int ChunkOf(LoadedModel model, WholeGraph graph)
        => graph.LastRowOnly || graph.KeepRows is not null ? model.Options.PrefillChunk
            : Math.Clamp(LogitsBytes / graph.LogitsRowBytes, 1, model.Options.PrefillChunk);

    private protected override void RunChunk(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken)
    {
        for (int i = 0; i < tokenIds.Length; i++)
        {
            _ids.Set(i, tokenIds[i]);
            _positions?.Set(i, Length + i);
        }
        int rows = _graph.LastRowOnly ? 1 : _keepRows is null ? tokenIds.Length : Math.Max(keep, 1); // 0 would be all of them
        _keepRows?.Set(0, rows);
        _ids.Bind(_binding, tokenIds.Length);
        _positions?.Bind(_binding, tokenIds.Length);
        _mask?.Bind(_binding, Length + tokenIds.Length);
        _keepRows?.Bind(_binding, 1);
        _logits.Bind(_binding, rows);
        _kv.Bind(_binding, _graph, Length, tokenIds.Length);
        Run(Model.Body, _binding, "whole", cancellationToken);
        _kv.Commit();
    }

    private protected override void LogitsCore(int row, Span<float> destination) => _logits.Copy(KeptRows - 1 - row, destination);

    protected override void Dispose(bool disposing)
    {
        _binding.Dispose();
        foreach (IntegerRow? row in (ReadOnlySpan<IntegerRow?>)[_ids, _mask, _positions, _keepRows]) row?.Dispose();
        _logits.Dispose();
        base.Dispose(disposing);
    }
}
