using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Quantization;
using EdgeAgent.Conversion.Tests.Support;

namespace EdgeAgent.Conversion.Tests;

/// <summary>A small matrix through each quantizer, byte for byte as the reference.</summary>
public sealed class QuantizerVectorTests
{
    private const int Rows = 3, Blocks = 3;

    public static TheoryData<string> Methods => ["sym4", "fit4", "sym8"];

    [Theory, MemberData(nameof(Methods))]
    public void Quantize_GoldenMatrix_BytesEqualReference(string method)
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json");
        JsonNode golden = vectors["methods"]![method]!;
        int bits = (int)golden["bits"]!;
        Room room = new(bits, zeroPoints: method == "fit4", corrections: false);
        byte[] q = new byte[32];
        for (int row = 0; row < Rows; row++)
        {
            float[] w = Singles(vectors["w"]![row]);
            for (int block = 0; block < Blocks; block++)
            {
                ReadOnlySpan<float> numbers = w.AsSpan(32 * block, 32);
                (float scale, int zero) = method == "fit4" ? FitQuantizer.Quantize(numbers, q)
                    : (SymmetricQuantizer.Plain(numbers, bits, q), 1 << (bits - 1));
                room.Row(row).Set(block, q, bits, scale, zero, 0);
            }
        }
        Assert.Equal((string)golden["B"]!, Convert.ToHexStringLower(room.Blobs));
        Assert.Equal(golden["scales"]!.AsArray().SelectMany(Singles), MemoryMarshal.Cast<byte, float>(room.Scales).ToArray());
        if (method == "fit4") Assert.Equal((string)golden["zero_points"]!, Convert.ToHexStringLower(room.ZeroPoints));
    }

    [Fact]
    public void Quantize_FourBitsWithSearch_HasNoLargerErrorThanPlain()
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json");
        byte[] q = new byte[32];
        double searched = 0;
        for (int row = 0; row < Rows; row++)
        {
            float[] w = Singles(vectors["w"]![row]);
            for (int block = 0; block < Blocks; block++)
            {
                float scale = SymmetricQuantizer.Quantize(w.AsSpan(32 * block, 32), 4, q);
                for (int i = 0; i < 32; i++) searched += Math.Pow(((q[i] - 8) * scale) - w[(32 * block) + i], 2) / (Rows * 96);
            }
        }
        Assert.InRange(searched, 0, 0.97 * (double)vectors["methods"]!["sym4"]!["mean_squared_error"]!);
    }

    [Theory, InlineData("Q4_0", "exact"), InlineData("Q4_1", "sym_sum"), InlineData("Q8_0", "exact")]
    public void Carry_GoldenBlocks_BytesEqualReferenceAndNothingIsLost(string type, string way)
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json")["gguf_blocks"]![type]!;
        JsonNode golden = vectors["conversions"]![way]!;
        WeightEncoding encoding = Enum.Parse<WeightEncoding>(type);
        int bits = (int)golden["bits"]!;
        byte[] raw = Convert.FromHexString((string)vectors["raw"]!);
        Room room = new(bits, zeroPoints: false, corrections: type == "Q4_1");
        for (int row = 0; row < Rows; row++)
            Assert.True(BlockCarrier.Carry(encoding, raw.AsSpan(row * raw.Length / Rows, raw.Length / Rows), new(bits, 32, false, true), room.Row(row)));
        Assert.Equal((string)golden["B"]!, Convert.ToHexStringLower(room.Blobs));
        Assert.Equal(golden["scales"]!.AsArray().SelectMany(Singles), MemoryMarshal.Cast<byte, float>(room.Scales).ToArray());
        if (type == "Q4_1")
            Assert.Equal(golden["correction"]!.AsArray().SelectMany(Singles), MemoryMarshal.Cast<byte, float>(room.Corrections).ToArray());
    }

    [Theory, InlineData("Q4_0"), InlineData("Q4_1")]
    public void Carry_FourBitBlocksIntoEightBits_StandForTheSameNumbers(string type)
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json")["gguf_blocks"]![type]!;
        byte[] raw = Convert.FromHexString((string)vectors["raw"]!);
        float[] expected = [.. vectors["dequantized"]!.AsArray().SelectMany(Singles)];
        Room room = new(8, zeroPoints: false, corrections: true);
        for (int row = 0; row < Rows; row++)
            BlockCarrier.Carry(Enum.Parse<WeightEncoding>(type), raw.AsSpan(row * raw.Length / Rows, raw.Length / Rows), new(8, 32, false, true), room.Row(row));
        ReadOnlySpan<float> scales = MemoryMarshal.Cast<byte, float>(room.Scales), corrections = MemoryMarshal.Cast<byte,
            float>(room.Corrections);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], ((room.Blobs[i] - 128) * scales[i / 32]) + corrections[i / 32], 1e-6f);
    }

    [Fact]
    public void Quantize_FourBitsWithZeroPointsInAnyBlock_HasTheErrorOfTheFastWay()
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json");
        byte[] q = new byte[32];
        double expected = (double)vectors["methods"]!["fit4"]!["mean_squared_error"]!, error = 0, finer = 0;
        foreach (float[] w in vectors["w"]!.AsArray().Select(Singles))
        {
            for (int at = 0; at < w.Length; at += 32) error += SquaredError(w.AsSpan(at, 32), 4, q) / (Rows * 96);
            for (int at = 0; at < w.Length; at += 16) finer += SquaredError(w.AsSpan(at, 16), 4, q.AsSpan(16)) / (Rows * 96);
        }
        Assert.Equal(expected, error, expected * 0.01);
        Assert.InRange(finer, 0, 0.8 * expected);
    }

    [Fact]
    public void Quantize_EightBitsWithZeroPoints_RoundsToHalfAStepOfTheRange()
    {
        float[] w = [.. Enumerable.Range(0, 32).Select(static i => 3 + MathF.Sin(i))];
        byte[] q = new byte[32];
        (float scale, int zero) = AsymmetricQuantizer.Quantize(w, 8, q);
        Assert.All(w.Zip(q), pair => Assert.Equal(pair.First, (pair.Second - zero) * scale, 0.6f * 4 / 255));
    }

    [Theory, InlineData(4), InlineData(8)]
    public void Quantize_BlockOfZerosWithZeroPoints_StaysZero(int bits)
    {
        byte[] q = new byte[16];
        (float scale, int zero) = AsymmetricQuantizer.Quantize(new float[16], bits, q);
        Assert.All(q, number => Assert.Equal(0f, (number - zero) * scale));
    }

    private static double SquaredError(ReadOnlySpan<float> w, int bits, Span<byte> q)
    {
        (float scale, int zero) = AsymmetricQuantizer.Quantize(w, bits, q);
        double error = 0;
        for (int i = 0; i < w.Length; i++) error += Math.Pow(((q[i] - zero) * scale) - w[i], 2);
        return error;
    }

    private static float[] Singles(JsonNode? list) => [.. list!.AsArray().Select(static number => (float)(double)number!)];

    /// <summary>Room for three rows of three blocks.</summary>
    private sealed class Room(int bits, bool zeroPoints, bool corrections)
    {
        private readonly int _blob = 32 * bits / 8 * Blocks;
        private readonly int _zero = zeroPoints ? ((Blocks * bits) + 7) / 8 : 0;

        public byte[] Blobs { get; } = new byte[32 * bits / 8 * Blocks * Rows];

        public byte[] Scales { get; } = new byte[4 * Blocks * Rows];

        public byte[] ZeroPoints { get; } = new byte[zeroPoints ? ((Blocks * bits) + 7) / 8 * Rows : 0];

        public byte[] Corrections { get; } = new byte[corrections ? 4 * Blocks * Rows : 0];

        public BlockRow Row(int row)
            => new(Blobs.AsSpan(row * _blob, _blob), Numbers(Scales, row), ZeroPoints.AsSpan(row * _zero, _zero),
                Numbers(Corrections, row));

        private static Span<float> Numbers(byte[] bytes, int row)
            => bytes.Length == 0 ? [] : MemoryMarshal.Cast<byte, float>(bytes.AsSpan(4 * Blocks * row, 4 * Blocks));
    }
}
