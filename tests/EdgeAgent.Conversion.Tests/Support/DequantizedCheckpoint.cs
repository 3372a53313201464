using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Quantization;

namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>Writes a Hugging Face folder again in float32, with each matrix as the numbers that its quantized blocks stand for.</summary>
internal static class DequantizedCheckpoint
{
    public static string Write(string source, string target, WeightFormat format, ConversionOptions options)
    {
        Directory.CreateDirectory(target);
        File.Copy(Path.Combine(source, "config.json"), Path.Combine(target, "config.json"));
        using Checkpoint checkpoint = HuggingFaceCheckpoint.Open(source);
        JsonObject table = [];
        List<float> data = [];
        foreach (string path in Directory.EnumerateFiles(source, "model*.safetensors").Order(StringComparer.Ordinal))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (var tensor in file.Tensors)
            {
                int start = data.Count * sizeof(float);
                data.AddRange(Numbers(checkpoint, tensor.Name, tensor.Shape, format, options));
                table[tensor.Name] = new JsonObject
                {
                    ["dtype"] = "F32",
                    ["shape"] = new JsonArray([.. tensor.Shape.Select(static size => (JsonNode)size)]),
                    ["data_offsets"] = new JsonArray(start, data.Count * sizeof(float)),
                };
            }
        }
        SmallCheckpoint.WriteSafetensors(Path.Combine(target, "model.safetensors"), table.ToJsonString(),
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(data)).ToArray());
        return target;
    }

    private static float[] Numbers(Checkpoint checkpoint, string name, IReadOnlyList<long> shape, WeightFormat format, ConversionOptions options)
    {
        bool vector = shape.Count == 1;
        WeightTensor tensor = vector ? checkpoint.Vector(name, shape[0]) : checkpoint.Matrix(name, shape[0], shape[1]);
        MatrixPlan plan = vector ? MatrixPlan.Plain : MatrixPlan.Choose([tensor], format, options, table: name == TensorNames.Embedding);
        float[] numbers = new float[tensor.Rows * tensor.Columns];
        byte[] row = new byte[tensor.RowBytes];
        for (int r = 0; r < tensor.Rows; r++)
        {
            tensor.ReadRows(r, row);
            Span<float> decoded = numbers.AsSpan(r * (int)tensor.Columns, (int)tensor.Columns);
            if (vector) WeightDecoder.Decode(tensor.Encoding, row, decoded);
            else Requantize(tensor, row, plan, decoded);
        }
        return numbers;
    }

    private static void Requantize(WeightTensor tensor, byte[] row, MatrixPlan plan, Span<float> numbers)
    {
        int blocks = numbers.Length / plan.Block;
        byte[] blobs = new byte[numbers.Length * plan.Bits / 8], zeros = plan.ZeroPoints ? new byte[((blocks * plan.Bits) + 7) / 8] : [];
        float[] scales = new float[blocks];
        RowEncoder.Encode(tensor, row, plan, numbers, new(blobs, scales, zeros, []));
        for (int i = 0; i < numbers.Length; i++)
        {
            int block = i / plan.Block, zero = plan.ZeroPoints ? Integer(zeros, block, plan.Bits) : 1 << (plan.Bits - 1);
            numbers[i] = (Integer(blobs, i, plan.Bits) - zero) * scales[block];
        }
    }

    private static int Integer(byte[] packed, int index, int bits) => bits == 8 ? packed[index] : (packed[index / 2] >> (4 * (index % 2))) & 15;
}
