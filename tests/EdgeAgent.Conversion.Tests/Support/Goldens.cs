using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.TestData;

namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>The shared goldens of models.</summary>
internal static class Goldens
{
    public static string Folder(params ReadOnlySpan<string> parts) => SharedData.Require(["goldens", "models", .. parts]);

    public static JsonNode Json(params ReadOnlySpan<string> parts) => JsonNode.Parse(File.ReadAllText(Folder(parts)))!;

    public static int[] Integers(JsonNode? list) => [.. list!.AsArray().Select(static value => (int)value!)];

    /// <summary>A float32 tensor of a safetensors file.</summary>
    public static float[] Singles(string path, string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        StoredTensor tensor = file.Tensors.Single(one => one.Name == name);
        byte[] bytes = new byte[tensor.Bytes];
        Assert.Equal(bytes.Length, RandomAccess.Read(file.Handle, bytes, tensor.Offset));
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
