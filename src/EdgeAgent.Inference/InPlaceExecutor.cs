using System.Globalization;
using EdgeAgent.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAgent.Inference;

/// <summary>The executor of our own packages: a body and a head graph, GroupQueryAttention over shared buffers, everything bound by IoBinding.</summary>
/// <remarks>
/// Bindings stay as they are from step to step; only the shape of the new tokens and of the kept rows is bound again when it changes.
/// <c>seqlens_k</c> (length - 1) and <c>total_sequence_length</c> are computed in <see cref="RunChunk"/> alone: a wrong value there gives wrong
/// logits in silence.
/// </remarks>
internal sealed class InPlaceExecutor : ChunkedExecutor
{
    /// <summary>Rows that can be kept: enough for drafts (a step of 16 costs about four single ones), small enough to be a fixed buffer.</summary>

    private readonly KvCache _kv;
    private readonly OrtIoBinding _body, _head;
    private readonly long[] _ids;                       // (chunk)
    private readonly long[] _keep = new long[1];
    private readonly int[] _seqlens = new int[1], _total = new int[1];
    private readonly float[] _hidden;                   // (MostKept, hidden)
    private readonly float[] _row;                      // (hidden): the head's input
    private readonly float[] _logits;                   // (vocabulary)
    private readonly List<OrtValue> _fixed = [];
    private OrtValue? _boundIds, _boundHidden;
    private int _boundNew, _boundKeep;

    public InPlaceExecutor(LoadedModel model)
        : base(model, model.Options.PrefillChunk)
    {
        ModelArchitecture shape = model.Package.Descriptor.Architecture;
        Capabilities = new(model.Capacity, Math.Min(MostKept, Chunk), InPlace: true);
        _kv = new KvCache(new(shape.Layers * 2, shape.KvHeads, shape.HeadSize, TensorElementType.Float), model.Capacity);
        _ids = new long[Chunk];
        _hidden = new float[MostKept * shape.Hidden];
        _row = new float[shape.Hidden];
        _logits = new float[shape.Vocabulary];
        _body = model.Body.CreateIoBinding();
        _head = model.Head.CreateIoBinding();
        BindFixed(shape);
    }

    public override ExecutorCapabilities Capabilities { get; }

    public override int VocabularySize => _logits.Length;

    private protected override KvState Kv => _kv;

    private void BindFixed(ModelArchitecture shape)
    {
        _body.BindInput("seqlens_k", Fixed(_seqlens, [1]));
        _body.BindInput("total_sequence_length", Fixed(_total, []));
        _body.BindInput("num_hidden", Fixed(_keep, [1]));
        for (int i = 0; i < shape.Layers; i++)
        {
            string layer = i.ToString(CultureInfo.InvariantCulture);
            Bind($"{layer}.key", _kv.Tensors[2 * i]);
            Bind($"{layer}.value", _kv.Tensors[2 * i + 1]);
        }
        _head.BindInput("hidden_states", Fixed(_row, [1, 1, shape.Hidden]));
        _head.BindOutput("logits", Fixed(_logits, [1, 1, shape.Vocabulary]));

        void Bind(string name, OrtValue tensor)
        {
            _body.BindInput($"past_key_values.{name}", tensor);
            _body.BindOutput($"present.{name}", tensor);
        }
    }

    private OrtValue Fixed<T>(T[] buffer, long[] shape) where T : unmanaged
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(buffer, shape);
        _fixed.Add(value);
        return value;
    }

    private protected override void RunChunk(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken)
    {
        for (int i = 0; i < tokenIds.Length; i++) _ids[i] = tokenIds[i];
        int rows = Math.Max(keep, 1); // the graph keeps one row at least; nobody reads it where none was asked for
        _keep[0] = rows;
        _total[0] = Length + tokenIds.Length;
        _seqlens[0] = Length + tokenIds.Length - 1;
        BindShape(tokenIds.Length, rows);
        Run(Model.Body, _body, "body", cancellationToken);
    }

    private void BindShape(int newTokens, int rows)
    {
        if (newTokens != _boundNew)
        {
            OrtValue ids = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _ids.AsMemory(0, newTokens), [1, newTokens]);
            _body.BindInput("input_ids", ids);
            _boundIds?.Dispose();
            (_boundIds, _boundNew) = (ids, newTokens);
        }
        if (rows != _boundKeep)
        {
            OrtValue hidden = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _hidden.AsMemory(0, rows * _row.Length), [1, rows, _row.Length]);
            _body.BindOutput("hidden_states", hidden);
            _boundHidden?.Dispose();
            (_boundHidden, _boundKeep) = (hidden, rows);
        }
    }

    private protected override void LogitsCore(int row, Span<float> destination)
    {
        _hidden.AsSpan(row * _row.Length, _row.Length).CopyTo(_row);
        Run(Model.Head, _head, "head");
        _logits.CopyTo(destination);
    }

    protected override void Dispose(bool disposing)
    {
        _body.Dispose();
        _head.Dispose();
        _boundIds?.Dispose();
        _boundHidden?.Dispose();
        foreach (OrtValue value in _fixed) value.Dispose();
        base.Dispose(disposing);
    }
}
