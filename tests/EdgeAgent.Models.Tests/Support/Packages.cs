using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>Small packages: of the form of real ones, with nothing in their files that a network could run.</summary>
internal static class Packages
{
    public static ModelArchitecture Architecture { get; } = new()
    {
        Family = "llama", Layers = 1, Hidden = 32, Heads = 2, KvHeads = 1, HeadSize = 16, Mlp = 64, Vocabulary = 8, ContextLength = 64,
        Rope = new() { Theta = 10_000 }, NormEpsilon = 1e-5f, Tied = true,
    };

    public static PackageFile Write(string folder, string name, string content)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), content);
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        return new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    public static ModelDescriptor WriteWhole(string folder, string id = "small", string weights = "weights", Func<ModelDescriptor,
        ModelDescriptor>? change = null)
    {
        ModelDescriptor descriptor = new()
        {
            FormatVersion = ModelDescriptor.CurrentFormatVersion,
            Id = id,
            Architecture = Architecture,
            Graphs = [new() { Role = GraphRole.Body, Form = GraphForm.Generic, Input = GraphInput.Ids, File = "body.onnx" },
                new() { Role = GraphRole.Head, Form = GraphForm.Generic, File = "head.onnx" }],
            Kv = new() { Type = "float32", Layout = KvFormat.HeadsFirst, InPlace = true, MaxLength = 64 },
            Quantization = new() { Bits = 4, TableBits = 4, Block = 32, Scheme = "source", AccuracyLevel = 4 },
            Tokens = new() { Bos = 1, Eos = [2, 3] },
            ToolCalls = ToolCallFormat.Hermes,
            Files = [Write(folder, "body.onnx", "body"), Write(folder, "head.onnx", "head"), Write(folder, "weights.data", weights)],
        };
        descriptor = change?.Invoke(descriptor) ?? descriptor;
        File.WriteAllText(Path.Combine(folder, ModelDescriptor.FileName), descriptor.ToJson());
        return descriptor;
    }

    /// <summary>A manifest with one model, whose source is one file.</summary>
    public static ModelManifest Manifest(string path, PackageFile source)
    {
        File.WriteAllText(path, $$$"""
            {"manifestVersion": "1.0", "models": [{"id": "small", "aliases": ["default", "s"], "title": "t", "languages": ["en"], "tokens": {"eos": ["e"]}, "licence": {"id": "Apache-2.0"},
              "architecture": {"family": "llama", "layers": 1, "hidden": 32, "heads": 2, "kvHeads": 1, "headSize": 16, "mlp": 64, "vocabulary": 8, "contextLength": 64, "rope": {"theta": 10000}, "normEpsilon": 1e-5, "tied": true},
              "source": {"format": "gguf", "files": [{"name": "{{{source.Name}}}", "bytes": {{{source.Bytes}}}, "sha256": "{{{source.Sha256}}}"}]}}]}
            """);
        return ModelManifest.Load(path);
    }
}
