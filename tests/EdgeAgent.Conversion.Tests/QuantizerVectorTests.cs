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

    [Theory, InlineData("sym4"), InlineData("sym8")]
    public void Quantize_GoldenMatrixWithoutASearch_BytesEqualReference(string method)
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json");
        JsonNode golden = vectors["methods"]![method]!;
        int bits = (int)golden["bits"]!;
        Room room = new(bits, zeroPoints: false, corrections: false);
        byte[] q = new byte[32];
        for (int row = 0; row < Rows; row++)
        {
            float[] w = Singles(vectors["w"]![row]);
            for (int block = 0; block < Blocks; block++)
            {
                float scale = SymmetricQuantizer.Quantize(w.AsSpan(32 * block, 32), bits, q);
                room.Row(row).Set(block, q, bits, scale, 1 << (bits - 1), 0);
            }
        }
        Assert.Equal((string)golden["B"]!, Convert.ToHexStringLower(room.Blobs));
        Assert.Equal(golden["scales"]!.AsArray().SelectMany(Singles), MemoryMarshal.Cast<byte, float>(room.Scales).ToArray());
    }

    // The matrix has rows on which clipping or another zero point pays, and some on which it does not.
    [Theory, InlineData("sym4", 32, 0.97), InlineData("sym4_block16", 16, 0.97), InlineData("asym4", 32, 0.97), InlineData("fit4", 32, 1)]
    public void Search_GoldenMatrix_LosesLessThanReference(string method, int length, double share)
    {
        JsonNode vectors = Goldens.Json("quantizer_vectors.json");
        double reference = (double)vectors["methods"]![method]!["mean_squared_error"]!;
        float[] w = [.. vectors["w"]!.AsArray().SelectMany(Singles)];
        Assert.InRange(SquaredError(w, length, symmetric: method.StartsWith("sym", StringComparison.Ordinal)) / w.Length, 0, share * reference);
    }

    [Theory, InlineData(16), InlineData(32), InlineData(256)]
    public void Search_NumbersOnAGridOfItsKind_FindsIt(int length)
    {
        Random random = new(length);
        for (int zero = 0; zero < 16; zero++)
        {
            float scale = 0.01f + random.NextSingle();
            float[] w = [.. Enumerable.Range(0, length).Select(i => ((i < 16 ? i : random.Next(16)) - zero) * scale)];
            Assert.InRange(SquaredError(w, length, symmetric: false), 0, 1e-10);
            if (zero == 8) Assert.InRange(SquaredError(w, length, symmetric: true), 0, 1e-10);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Search_ZerosConstantsAndNearlyNothing_LosesNothingOfNote(bool symmetric)
    {
        foreach (float value in (ReadOnlySpan<float>)[0, 1, -1, 1e-30f, -1e-30f, 1e30f, -1e30f])
        {
            float[] w = [.. Enumerable.Repeat(value, 32)];
            Assert.InRange(SquaredError(w, 32, symmetric), 0, Math.Max(1e-20, 1e-10 * value * value * w.Length));
        }
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
            Assert.True(BlockCarrier.Carry(encoding, raw.AsSpan(row * raw.Length / Rows, raw.Length / Rows), new(bits, 32, false, true, false), room.Row(row)));
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
            BlockCarrier.Carry(Enum.Parse<WeightEncoding>(type), raw.AsSpan(row * raw.Length / Rows, raw.Length / Rows), new(8, 32, false, true, false), room.Row(row));
        ReadOnlySpan<float> scales = MemoryMarshal.Cast<byte, float>(room.Scales), corrections = MemoryMarshal.Cast<byte,
            float>(room.Corrections);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], ((room.Blobs[i] - 128) * scales[i / 32]) + corrections[i / 32], 1e-6f);
    }

    [Fact]
    public void Quantize_EightBitsWithZeroPoints_RoundsToHalfAStepOfTheRange()
    {
        float[] w = [.. Enumerable.Range(0, 32).Select(static i => 3 + MathF.Sin(i))];
        byte[] q = new byte[32];
        (float scale, int zero) = AsymmetricQuantizer.Quantize(w, q);
        Assert.All(w.Zip(q), pair => Assert.Equal(pair.First, (pair.Second - zero) * scale, 0.6f * 4 / 255));
    }

    [Fact]
    public void Quantize_BlockOfZerosInEightBitsWithZeroPoints_StaysZero()
    {
        byte[] q = new byte[16];
        (float scale, int zero) = AsymmetricQuantizer.Quantize(new float[16], q);
        Assert.All(q, number => Assert.Equal(0f, (number - zero) * scale));
    }

    private static double SquaredError(ReadOnlySpan<float> w, int length, bool symmetric)
    {
        byte[] q = new byte[length];
        double error = 0;
        for (; w.Length > 0; w = w[length..])
        {
            (float scale, int zero) = symmetric ? (ScaleSearch.Symmetric(w[..length], q), 8) : ScaleSearch.Asymmetric(w[..length], q);
            Assert.True(float.IsFinite(scale));
            Assert.InRange(q.Max(), 0, 15);
            for (int i = 0; i < length; i++) error += Math.Pow(((q[i] - zero) * (double)scale) - w[i], 2);
        }
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
