using System.Text.Json;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>A Hugging Face folder: config.json, and weights in one safetensors file or in several with an index.</summary>
internal sealed class SafetensorsCheckpoint : Checkpoint
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";
    private readonly string _folder;
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, WeightTensor> _tensors = new(StringComparer.Ordinal);

    private SafetensorsCheckpoint(string folder)
    {
        _folder = folder;
        (Architecture, Form) = HuggingFaceConfig.ReadNetwork(folder);
        HashSet<string> known = [.. TensorNames.All(Architecture.Layers, Form).Select(static pair => pair.Ours)];
        foreach (string name in WeightFiles(folder))
        {
            _files.Add(SafetensorsFile.Open(SafePath.Combine(folder, name)));
            foreach (SafetensorsTensor tensor in _files[^1].Tensors) Add(tensor, _files[^1], known);
        }
        Tokens = HuggingFaceConfig.ReadTokens(folder, Architecture.Vocabulary);
    }

    public override string Kind => "safetensors";

    public override ModelArchitecture Architecture { get; }

    public override NetworkForm Form { get; }

    public override IReadOnlyList<string> Files
        => [Path.Combine(_folder, HuggingFaceConfig.FileName), .. _files.Select(static file => file.Path)];

    public override SpecialTokens Tokens { get; }

    protected override string Where => _folder;

    public static SafetensorsCheckpoint Open(string folder) => new(folder);

    public override void Dispose()
    {
        foreach (SafetensorsFile file in _files) file.Dispose();
        base.Dispose();
    }

    protected override WeightTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    private static IEnumerable<string> WeightFiles(string folder)
    {
        string index = Path.Combine(folder, Index);
        if (!File.Exists(index))
            return File.Exists(Path.Combine(folder, Single)) ? [Single]
                : throw ConversionErrors.NoSource($"The folder has neither {Single} nor {Index}.", folder);
        try
        {
            using JsonDocument json = HuggingFaceConfig.Parse(index);
            IEnumerable<string> files = json.RootElement.GetProperty("weight_map").EnumerateObject().Select(static row => row.Value.GetString() ?? "");
            return [.. files.Distinct().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw ConversionErrors.Setting($"The index of the weights is malformed: {e.Message}", index, e);
        }
    }

    private void Add(SafetensorsTensor tensor, SafetensorsFile file, HashSet<string> known)
    {
        string where = $"{file.Path}, byte {tensor.Offset}";
        // Old Llama-2 checkpoints carry the rotary frequencies; they follow from config.json.
        if (tensor.Name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal)) return;
        if (!known.Contains(tensor.Name)) throw ConversionErrors.UnknownTensor(tensor.Name, where);
        WeightEncoding encoding = tensor.Type switch
        {
            "F32" => WeightEncoding.F32,
            "F16" => WeightEncoding.F16,
            "BF16" => WeightEncoding.BF16,
            string other => throw ConversionErrors.WrongType(tensor.Name, other, where),
        };
        if (tensor.Shape.Count is not (1 or 2))
            throw ConversionErrors.WrongShape(tensor.Name, string.Join(" x ", tensor.Shape), "one or two dimensions", where);
        (long rows, long columns) = tensor.Shape.Count == 1 ? (1, tensor.Shape[0]) : (tensor.Shape[0], tensor.Shape[1]);
        if (rows == 1 && TensorNames.IsBias(tensor.Name)) (rows, columns) = (columns, rows);
        if (!_tensors.TryAdd(tensor.Name, new FileTensor(tensor.Name, encoding, rows, columns, file.Path, file.Handle, tensor.Offset)))
            throw ConversionErrors.Malformed($"The tensor '{tensor.Name}' is in two files.", file.Path, tensor.Offset);
    }
}
