using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.Inference.Tests;

/// <summary>One tiny family's golden: ids, greedy continuation, and PyTorch's float32 logits [ids, vocabulary].</summary>
internal sealed record Golden(string Folder, int[] Ids, int[] Greedy, float[] Logits)
{
    public int Vocabulary => Logits.Length / Ids.Length;

    public ReadOnlySpan<float> Row(int position) => Logits.AsSpan(position * Vocabulary, Vocabulary);

    public static Golden Load(string family)
    {
        string folder = SharedData.Require("goldens", "models", "tiny", family);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "goldens.json")));
        return new Golden(folder, Ints(json.RootElement), Ints(json.RootElement.GetProperty("greedy")), Floats(Path.Combine(folder, "logits.safetensors")));
    }

    private static int[] Ints(JsonElement json) => [.. json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    /// <summary>The one float32 tensor of a safetensors file: 8 bytes of header length, the header, the data.</summary>
    private static float[] Floats(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int start = 8 + checked((int)BitConverter.ToInt64(bytes));
        float[] values = new float[(bytes.Length - start) / sizeof(float)];
        Buffer.BlockCopy(bytes, start, values, 0, values.Length * sizeof(float));
        return values;
    }
}
