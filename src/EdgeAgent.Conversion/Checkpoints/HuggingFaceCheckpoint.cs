using EdgeAgent.Conversion.Checkpoints.PyTorch;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>A Hugging Face folder: config.json, and weights in safetensors or in PyTorch's files, one or several with an index.</summary>
internal sealed class HuggingFaceCheckpoint : Checkpoint
{
    private readonly List<WeightFile> _files = [];
    private readonly Dictionary<string, WeightTensor> _tensors = new(StringComparer.Ordinal);

    private HuggingFaceCheckpoint(string folder, string? file)
    {
        Folder = folder;
        (Architecture, Form) = HuggingFaceConfig.ReadNetwork(folder);
        HashSet<string> known = [.. TensorNames.All(Architecture.Layers, Form).Select(static pair => pair.Ours)];
        try
        {
            foreach (WeightFile weights in FolderWeights.Open(folder, file))
            {
                _files.Add(weights);
                foreach (StoredTensor tensor in weights.Tensors) Add(tensor, weights, known);
            }
            Tokens = HuggingFaceConfig.ReadTokens(folder, Architecture.Vocabulary);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder, which may have a tokenizer, too.</summary>
    public string Folder { get; }

    public override string Kind => _files is [TorchFile, ..] ? "pytorch" : "safetensors";

    public override ModelArchitecture Architecture { get; }

    public override NetworkForm Form { get; }

    public override IReadOnlyList<string> Files
        => [Path.Combine(Folder, HuggingFaceConfig.FileName), .. _files.Select(static file => file.Path)];

    public override SpecialTokens Tokens { get; }

    public override string Where => Folder;

    /// <summary>Opens a folder.</summary>
    public static HuggingFaceCheckpoint Open(string folder) => new(folder, file: null);

    /// <summary>Opens one of PyTorch's files, in the folder of which config.json lies.</summary>
    public static HuggingFaceCheckpoint OpenFile(string file) => new(Path.GetDirectoryName(file)!, file);

    public override void Dispose()
    {
        foreach (WeightFile file in _files) file.Dispose();
        base.Dispose();
    }

    protected override WeightTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    private void Add(StoredTensor tensor, WeightFile file, HashSet<string> known)
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
            throw ConversionErrors.Malformed($"The tensor '{ConversionErrors.Cut(tensor.Name)}' is in two files.", file.Path, tensor.Offset);
    }
}
