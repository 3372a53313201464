using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>A model of any number of layers is converted in the same memory: its tensors go through a piece at a time.</summary>
[Collection(nameof(DamagedFileTests.Alone))]
public sealed class ConversionMemoryTests : IDisposable
{
    private const int Hidden = 1024, Mlp = 2816, Vocabulary = 8192;
    private const long LayerBytes = 2L * Hidden * ((4 * Hidden) + (3 * Mlp)); // 26 MB
    private readonly TemporaryFolder _temporary = new();

    [Theory, InlineData(WeightFormat.Auto), InlineData(WeightFormat.Float32)]
    public async Task Convert_FourTimesTheLayers_AllocatesHardlyMore(WeightFormat format)
    {
        long few = await AllocatedAsync(layers: 2, format), many = await AllocatedAsync(layers: 8, format);
        // Nodes, names and norms of six more layers. The smallest of their matrices has 2 MB.
        Assert.InRange(many - few, 0, 6 * LayerBytes / 50);
        // Buffers of each core, the rotary tables, the graph.
        Assert.InRange(few, 0, (Environment.ProcessorCount * 4L << 20) + (24L << 20));
    }

    public void Dispose() => _temporary.Dispose();

    private async Task<long> AllocatedAsync(int layers, WeightFormat format)
    {
        string folder = Checkpoint(layers);
        string target = _temporary[$"package-{layers}"];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        ModelPackage package = await Converter.ConvertAsync(
            new() { Source = folder, Destination = target, Weights = format, SourceFiles = [] }, null, TestContext.Current.CancellationToken);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(layers, package.Descriptor.Architecture.Layers);
        Directory.Delete(target, recursive: true);
        return allocated;
    }

    // A file of zeros with a hole for data: made at once, however large.
    private string Checkpoint(int layers)
    {
        SmallCheckpoint small = new();
        small.Config["hidden_size"] = Hidden;
        small.Config["intermediate_size"] = Mlp;
        small.Config["vocab_size"] = Vocabulary;
        small.Config["num_hidden_layers"] = layers;
        small.Config["num_attention_heads"] = 16;
        small.Config["num_key_value_heads"] = 16;
        small.Config["head_dim"] = Hidden / 16;
        JsonObject table = [];
        long at = 0;
        foreach ((string name, long[] shape) in Tensors(layers))
        {
            long end = at + shape.Aggregate(2L, static (product, size) => product * size);
            table[name] = new JsonObject
            {
                ["dtype"] = "BF16",
                ["shape"] = new JsonArray([.. shape.Select(static size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(at, end),
            };
            at = end;
        }
        string folder = Directory.CreateDirectory(_temporary[$"source-{layers}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), small.Config.ToJsonString());
        string file = Path.Combine(folder, "model.safetensors");
        SmallCheckpoint.WriteSafetensors(file, table.ToJsonString(), []);
        using FileStream stream = File.OpenWrite(file);
        stream.SetLength(stream.Length + at);
        return folder;
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(int layers)
    {
        yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
        yield return ("model.norm.weight", [Hidden]);
        for (int layer = 0; layer < layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            foreach (string norm in (string[])["input_layernorm", "post_attention_layernorm"]) yield return ($"{prefix}{norm}.weight", [Hidden]);
            foreach (string part in (string[])["q", "k", "v", "o"]) yield return ($"{prefix}self_attn.{part}_proj.weight", [Hidden, Hidden]);
            foreach (string part in (string[])["gate", "up"]) yield return ($"{prefix}mlp.{part}_proj.weight", [Mlp, Hidden]);
            yield return ($"{prefix}mlp.down_proj.weight", [Hidden, Mlp]);
        }
    }
}
