using EdgeAgent.Models;
using EdgeAgent.Tokenizers.Gguf;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>A GGUF model: of architecture <c>llama</c> (Llama, Mistral, SmolLM, Nesso and others), Qwen or Gemma.</summary>
internal sealed class GgufCheckpoint : Checkpoint
{
    private const string RopeFactors = "rope_freqs.weight";
    private readonly Dictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeightTensor> _tensors = new(StringComparer.Ordinal);

    private GgufCheckpoint(GgufHeader header)
    {
        Header = header;
        (ModelArchitecture told, Form) = GgufSettings.Read(header);
        try
        {
            foreach (string file in header.Files) _handles.Add(file, OpenFile(file));
            AddTensors(told);
            Architecture = told with { Rope = told.Rope with { Scaling = ReadFactors(told) ?? told.Rope.Scaling } };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public GgufHeader Header { get; }

    public override string Kind => "gguf";

    public override ModelArchitecture Architecture { get; }

    public override NetworkForm Form { get; }

    public override IReadOnlyList<string> Files => Header.Files;

    public override SpecialTokens Tokens => new()
    {
        Bos = Id("tokenizer.ggml.bos_token_id"),
        Eos = [.. new[] { Id("tokenizer.ggml.eos_token_id"), Id("tokenizer.ggml.eot_token_id") }.OfType<int>().Distinct()],
        Pad = Id("tokenizer.ggml.padding_token_id"),
    };

    public override string? Licence => Header.TryGetString("general.license", out string? licence) ? licence : null;

    /// <summary>The chat template, or null.</summary>
    public string? Template => Header.TryGetString("tokenizer.chat_template", out string? template) ? template : null;

    public override string Where => Header.Files[0];

    public static GgufCheckpoint Open(string path) => new(GgufHeader.Open(path));

    public override void Dispose()
    {
        foreach (SafeFileHandle handle in _handles.Values) handle.Dispose();
        base.Dispose();
    }

    protected override WeightTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    private static SafeFileHandle OpenFile(string file)
    {
        try
        {
            return File.OpenHandle(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ConversionErrors.NoSource($"The file cannot be read: {e.Message}", file, e);
        }
    }

    private void AddTensors(ModelArchitecture told)
    {
        Dictionary<string, string> ours =
            TensorNames.All(told.Layers, Form).ToDictionary(static pair => pair.Gguf, static pair => pair.Ours, StringComparer.Ordinal);
        foreach (GgufTensor tensor in Header.Tensors)
        {
            if (tensor.Name == RopeFactors) continue;
            if (!ours.TryGetValue(tensor.Name, out string? name))
                throw ConversionErrors.UnknownTensor(tensor.Name, $"{tensor.File}, byte {tensor.Offset}");
            _tensors.Add(name, Wrap(tensor, name, told));
        }
    }

    private FileTensor Wrap(GgufTensor tensor, string name, ModelArchitecture told)
    {
        string where = $"{tensor.File}, byte {tensor.Offset}";
        WeightEncoding encoding = tensor.Type switch
        {
            GgufTensorType.F32 => WeightEncoding.F32,
            GgufTensorType.F16 => WeightEncoding.F16,
            GgufTensorType.BF16 => WeightEncoding.BF16,
            GgufTensorType.Q4_0 => WeightEncoding.Q4_0,
            GgufTensorType.Q4_1 => WeightEncoding.Q4_1,
            GgufTensorType.Q5_0 => WeightEncoding.Q5_0,
            GgufTensorType.Q5_1 => WeightEncoding.Q5_1,
            GgufTensorType.Q8_0 => WeightEncoding.Q8_0,
            GgufTensorType.Q2_K => WeightEncoding.Q2_K,
            GgufTensorType.Q3_K => WeightEncoding.Q3_K,
            GgufTensorType.Q4_K => WeightEncoding.Q4_K,
            GgufTensorType.Q5_K => WeightEncoding.Q5_K,
            GgufTensorType.Q6_K => WeightEncoding.Q6_K,
            GgufTensorType.IQ4_NL => WeightEncoding.IQ4_NL,
            GgufTensorType other => throw ConversionErrors.WrongType(tensor.Name, other.ToString(), where),
        };
        if (tensor.Dimensions.Count > 2)
            throw ConversionErrors.WrongShape(tensor.Name, string.Join(" x ", tensor.Dimensions), "one or two dimensions", where);
        // llama.cpp reorders the rows of these for Llama alone.
        bool rotary = told.Family == "llama" && (name.Contains("self_attn.q_proj.", StringComparison.Ordinal)
            || name.Contains("self_attn.k_proj.", StringComparison.Ordinal));
        int rotaryHeadSize = rotary ? told.HeadSize : 0;
        (long rows, long columns) = TensorNames.IsBias(name) ? (tensor.Columns, tensor.Rows) : (tensor.Rows, tensor.Columns);
        return new(name, encoding, rows, columns, tensor.File, _handles[tensor.File], tensor.Offset, rotaryHeadSize);
    }

    // llama.cpp's converter keeps Llama 3's scaling as one divisor a frequency.
    private RopeScaling? ReadFactors(ModelArchitecture told)
    {
        if (Header.FindTensor(RopeFactors) is not GgufTensor tensor) return null;
        string where = $"{tensor.File}, byte {tensor.Offset}";
        if (told.Rope.Scaling is RopeScaling other)
            throw ConversionErrors.Unsupported($"Rotary scaling of type '{other.Type}' together with '{RopeFactors}' is not supported.", where);
        if (tensor.Type != GgufTensorType.F32) throw ConversionErrors.WrongType(tensor.Name, tensor.Type.ToString(), where);
        int count = told.HeadSize / 2;
        if (tensor.Columns != count || tensor.Rows != 1)
            throw ConversionErrors.WrongShape(tensor.Name, string.Join(" x ", tensor.Dimensions), $"{count}", where);
        FileTensor vector = new(tensor.Name, WeightEncoding.F32, 1, count, tensor.File, _handles[tensor.File], tensor.Offset);
        byte[] raw = new byte[vector.RowBytes];
        float[] factors = new float[count];
        vector.ReadRows(0, raw);
        WeightDecoder.Decode(WeightEncoding.F32, raw, factors);
        if (!Array.TrueForAll(factors, static factor => float.IsFinite(factor) && factor > 0))
            throw ConversionErrors.Setting($"'{RopeFactors}' holds a divisor that is not positive.", where);
        return new() { Type = "factors", Factors = factors };
    }

    private int? Id(string key) => Header.TryGetInt64(key, out long id) && id >= 0 && id < Architecture.Vocabulary ? (int)id : null;
}
