using System.Text.Json;

namespace EdgeAgent.Models;

/// <summary>What a descriptor must satisfy beyond its JSON types, so that no reader has to doubt its numbers.</summary>
internal static class DescriptorRules
{
    // Names of inputs are made for each layer, so the number is bounded before.
    private const int MostLayers = 1 << 12;

    /// <exception cref="JsonException">A rule is broken; the path of the member is in the message.</exception>
    /// <exception cref="ModelException">EA4005: a file's name leads out of the folder.</exception>
    public static void Check(ModelDescriptor descriptor, string path)
    {
        CheckArchitecture(descriptor.Architecture, descriptor.Graphs.Any(static graph => graph.Role != GraphRole.Whole));
        Dictionary<string, PackageFile> files = new(StringComparer.Ordinal);
        foreach (PackageFile file in descriptor.Files)
        {
            SafePath.Combine(path, file.Name);
            Require(files.TryAdd(file.Name, file), $"$.files: '{file.Name}' is listed twice.");
        }
        Require(descriptor.Graphs.Count > 0, "$.graphs: there must be one at least.");
        foreach (ModelGraph graph in descriptor.Graphs) RequireFile(files, graph.File, "$.graphs");
        if (descriptor.Tokenizer is string tokenizer) RequireFile(files, tokenizer, "$.tokenizer");
        if (descriptor.ChatTemplate is string template) RequireFile(files, template, "$.chatTemplate");
        Require(descriptor.Kv.MaxLength > 0, "$.kv.maxLength: must be positive.");
        if (descriptor.Table is VocabularyTable table) CheckTable(table, files);
    }

    /// <param name="architecture">The numbers.</param>
    /// <param name="inside">Whether those that only the inside of a graph uses must be told; other tools' packages do not tell them.</param>
    public static void CheckArchitecture(ModelArchitecture architecture, bool inside = true)
    {
        ReadOnlySpan<int> sizes =
        [
            architecture.Layers, architecture.Hidden, architecture.Heads, architecture.KvHeads, architecture.HeadSize,
            architecture.Vocabulary, architecture.ContextLength, inside ? architecture.Mlp : 1,
        ];
        foreach (int size in sizes) Require(size is > 0 and <= 1 << 28, $"$.architecture: {size} is not a size of a network.");
        Require(architecture.Layers <= MostLayers, $"$.architecture.layers: {architecture.Layers} is beyond any network that is known.");
        Require(architecture.Heads % architecture.KvHeads == 0, "$.architecture.kvHeads: must divide heads.");
        Require(architecture.HeadSize % 2 == 0, "$.architecture.headSize: must be even.");
        Require(!inside || (architecture.Rope.Theta > 0 && architecture.NormEpsilon > 0),
            "$.architecture: rope.theta and normEpsilon must be positive.");
        Require(architecture.SlidingWindow is null
            || (architecture.SlidingWindow.Count == architecture.Layers && architecture.SlidingWindow.All(static window => window >= 0)),
            "$.architecture.slidingWindow: one number a layer, 0 for none.");
    }

    private static void CheckTable(VocabularyTable table, Dictionary<string, PackageFile> files)
    {
        Require(table is { Rows: > 0, Columns: > 0 } && table.Bits is 4 or 8 or 32,
            "$.table: rows and columns must be positive, bits 4, 8 or 32.");
        Require(table.Bits == 32 ? table.Block == 0 : table.Block > 0 && table.Columns % table.Block == 0,
            "$.table.block: must divide the columns (0 for 32 bits).");
        Require(table.Bytes == (long)table.Rows * table.Columns * table.Bits / 8, "$.table.bytes: is not rows * columns * bits / 8.");
        RequireRange(files, table.File, table.Offset, table.Bytes, "$.table");
        if (table.Bits == 32) return;
        long blocks = (long)table.Rows * (table.Columns / table.Block);
        Require(table.Scales is { } scales && scales.Bytes == blocks * sizeof(float), "$.table.scales: must be float32 [rows, blocks].");
        Require(table.Correction is null || table.Correction.Bytes == blocks * sizeof(float),
            "$.table.correction: must be float32 [rows, blocks].");
        foreach (TensorPlace? place in new[] { table.Scales, table.Correction, table.ZeroPoints })
            if (place is not null) RequireRange(files, place.File, place.Offset, place.Bytes, "$.table");
    }

    private static void RequireFile(Dictionary<string, PackageFile> files, string name, string member)
        => Require(files.ContainsKey(name), $"{member}: the file '{name}' is not in $.files.");

    private static void RequireRange(Dictionary<string, PackageFile> files, string name, long offset, long bytes, string member)
    {
        RequireFile(files, name, member);
        Require(offset >= 0 && bytes >= 0 && offset <= files[name].Bytes - bytes,
            $"{member}: {bytes} bytes at {offset} reach beyond '{name}'.");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds) throw new JsonException(rule);
    }
}
