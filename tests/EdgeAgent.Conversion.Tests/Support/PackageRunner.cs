using EdgeAgent.Models;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>Runs a package's graphs with nothing between: no decode loop, no cache but the buffers.</summary>
internal sealed class PackageRunner : IDisposable
{
    private readonly SessionOptions _options =
        new() { IntraOpNumThreads = 2, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    private readonly InferenceSession _body;
    private readonly InferenceSession _head;
    private readonly ModelArchitecture _a;
    private readonly bool _inPlace;
    private readonly int _capacity;
    private Dictionary<string, OrtValue> _cache = [];

    public PackageRunner(ModelPackage package, bool inPlace = true, int capacity = 512)
    {
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _body = new(package.PathOf(package.Descriptor.Graphs.Single(static graph => graph.Role == GraphRole.Body).File), _options);
        _head = new(package.PathOf(package.Descriptor.Graphs.Single(static graph => graph.Role == GraphRole.Head).File), _options);
        (_a, _inPlace, _capacity) = (package.Descriptor.Architecture, inPlace, capacity);
        Reset();
    }

    public int Length { get; private set; }

    public void Reset()
    {
        Length = 0;
        foreach (OrtValue value in _cache.Values) value.Dispose();
        _cache = PastNames().ToDictionary(static name => name, _ => Zeros([1, _a.KvHeads, _inPlace ? _capacity : 0, _a.HeadSize]));
    }

    /// <summary>Feeds tokens and gives the last hidden rows, [keep * hidden].</summary>
    public float[] Hidden(ReadOnlySpan<int> ids, int keep)
    {
        int total = Length + ids.Length;
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids.ToArray().Select(static id => (long)id).ToArray(), [1, ids.Length]);
        using OrtValue seqlens = OrtValue.CreateTensorValueFromMemory(new[] { total - 1 }, [1]);
        using OrtValue length = OrtValue.CreateTensorValueFromMemory(new[] { total }, []);
        using OrtValue kept = OrtValue.CreateTensorValueFromMemory(new[] { (long)keep }, [1]);
        using OrtIoBinding binding = _body.CreateIoBinding();
        binding.BindInput("input_ids", input);
        binding.BindInput("seqlens_k", seqlens);
        binding.BindInput("total_sequence_length", length);
        binding.BindInput("num_hidden", kept);
        binding.BindOutputToDevice("hidden_states", OrtMemoryInfo.DefaultInstance);
        foreach ((string name, OrtValue value) in _cache)
        {
            binding.BindInput(name, value);
            if (_inPlace) binding.BindOutput(Present(name), value);
            else binding.BindOutputToDevice(Present(name), OrtMemoryInfo.DefaultInstance);
        }
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _body.RunWithBoundResults(run, binding);
        float[] hidden = keep == 0 ? [] : outputs[0].GetTensorDataAsSpan<float>().ToArray();
        Assert.Equal([1, keep, _a.Hidden], outputs[0].GetTensorTypeAndShape().Shape);
        if (!_inPlace) TakeOver(outputs);
        Length = total;
        return hidden;
    }

    /// <summary>Feeds tokens and gives the logits of the last rows, [keep * vocabulary].</summary>
    public float[] Logits(ReadOnlySpan<int> ids, int keep)
    {
        float[] hidden = Hidden(ids, keep);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(hidden, [1, keep, _a.Hidden]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _head.Run(run, ["hidden_states"], [input], ["logits"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Logits of every position, fed in pieces of the given sizes (the last takes what is left).</summary>
    public float[] AllLogits(ReadOnlySpan<int> ids, params ReadOnlySpan<int> pieces)
    {
        List<float> all = [];
        Reset();
        foreach (int piece in pieces)
        {
            all.AddRange(Logits(ids[..piece], piece));
            ids = ids[piece..];
        }
        if (ids.Length > 0) all.AddRange(Logits(ids, ids.Length));
        return [.. all];
    }

    public int[] Greedy(ReadOnlySpan<int> ids, int count)
    {
        Reset();
        int[] output = new int[count];
        float[] logits = Logits(ids, 1);
        for (int i = 0; i < count; i++)
        {
            output[i] = Array.IndexOf(logits, logits.Max());
            if (i < count - 1) logits = Logits([output[i]], 1);
        }
        return output;
    }

    public void Dispose()
    {
        foreach (OrtValue value in _cache.Values) value.Dispose();
        _body.Dispose();
        _head.Dispose();
        _options.Dispose();
    }

    private IEnumerable<string> PastNames()
        => Enumerable.Range(0, _a.Layers).SelectMany(static layer
            => new[] { $"past_key_values.{layer}.key", $"past_key_values.{layer}.value" });

    private static string Present(string past) => past.Replace("past_key_values", "present", StringComparison.Ordinal);

    private static OrtValue Zeros(long[] shape)
    {
        OrtValue value =
            OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float,
                shape);
        if (shape[2] > 0) value.GetTensorMutableDataAsSpan<float>().Clear();
        return value;
    }

    private void TakeOver(IDisposableReadOnlyCollection<OrtValue> outputs)
    {
        // Outputs come in the order of binding; they are copied, as the collection disposes what it holds.
        int at = 1;
        foreach (string name in PastNames())
        {
            OrtValue output = outputs[at++];
            OrtValue copy = Zeros(output.GetTensorTypeAndShape().Shape);
            output.GetTensorDataAsSpan<float>().CopyTo(copy.GetTensorMutableDataAsSpan<float>());
            _cache[name].Dispose();
            _cache[name] = copy;
        }
    }
}
