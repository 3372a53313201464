using System.Text;
using EdgeAgent.Models.Onnx;
using EdgeAgent.TestData;

namespace EdgeAgent.Models.Tests;

/// <summary>Graphs that are damaged or whose weights are cut short are refused with file, tensor and offset, before ONNX Runtime sees them.</summary>
public sealed class OnnxGraphCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-agent-onnx-").FullName;

    [Theory]
    [InlineData("models/onnx/nesso-tiny-int4.onnx")]
    [InlineData("models/onnx/nesso-tiny-sym4-shared4.onnx")]
    [InlineData("packages/genai-fp32/model.onnx")]
    [InlineData("packages/genai-int4-asym/model.onnx")]
    [InlineData("packages/optimum-fp32/model.onnx")]
    public void Check_GraphsOfOtherTools_AreWhole(string file)
        => OnnxGraphCheck.Check(SharedData.Require(["goldens", .. file.Split('/')]));

    [Fact]
    public void Check_GraphInAnotherFolderThanItsPackage_FindsItsDataBesideIt()
    {
        foreach (string graph in Directory.EnumerateFiles(SharedData.Require("goldens", "packages", "transformersjs", "onnx"), "*.onnx"))
            OnnxGraphCheck.Check(graph);
    }

    public static TheoryData<string, string, string, string> Lies => new()
    {
        { "missing", "EA4051", "lies in a file that is missing", "w.data, byte 64" },
        { "short", "EA4051", "'w' of the graph has 32 bytes at 64, but the file has 95", "w.data, byte 64" },
        { "offset", "EA4051", "at 9223372036854775807, but the file has 96", "w.data, byte 9223372036854775807" },
        { "length", "EA4051", "has 31 bytes; its type and dimensions ask for 32", "w.data, byte 64" },
        { "dimensions", "EA4051", "ask for", "w.data, byte 64" },
        { "no length", "EA4051", "'w' of the graph has 32 bytes at 72, but the file has 96", "w.data, byte 72" },
        { "outside", "EA4005", "'../w.data'", "" },
        { "no location", "EA4050", "'w' lies in another file, which is not named", "g.onnx, byte" },
        { "negative", "EA4050", "the offset '-1'", "g.onnx, byte" },
        { "inside", "EA4050", "'w' has 31 bytes; its type and dimensions ask for 32", "g.onnx, byte" },
        { "size", "EA4050", "impossible dimensions", "g.onnx, byte" },
        { "no graph", "EA4050", "no graph", "g.onnx, byte 0" },
        { "zeros", "EA4050", "number 0", "g.onnx, byte 1" },
        { "deep", "EA4050", "deep in each other", "g.onnx, byte" },
        { "integer", "EA4050", "ten bytes", "g.onnx, byte" },
        { "beyond", "EA4050", "are left", "g.onnx, byte" },
        { "absent", "EA4050", "cannot be read", "g.onnx" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void Check_GraphThatLies_NamesFileTensorAndOffset(string lie, string code, string words, string where)
    {
        byte[] data = new byte[lie == "short" ? 95 : 96];
        if (lie != "missing") File.WriteAllBytes(Path.Combine(_folder, "w.data"), data);
        byte[] graph = lie switch
        {
            "offset" => Graph("w.data", "9223372036854775807", "32"),
            "length" => Graph("w.data", "64", "31"),
            "dimensions" => Graph("w.data", "64", "32", 1L << 62, 1L << 62),
            "no length" => Graph("w.data", "72", null),
            "outside" => Graph("../w.data", "0", "32"),
            "no location" => Graph(null, "0", "32"),
            "negative" => Graph("w.data", "-1", "32"),
            "size" => Graph("w.data", "0", "32", -8),
            "inside" => Field(7, Field(5, [.. Number(1, 8), .. Number(2, 1), .. Field(8, "w"u8), .. Field(9, new byte[31])])),
            "no graph" => [],
            "zeros" => new byte[100],
            "deep" => Deep(),
            "integer" => [.. Enumerable.Repeat((byte)0xFF, 20)],
            "beyond" => [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            _ => Graph("w.data", "64", "32"),
        };
        string path = Path.Combine(_folder, "g.onnx");
        if (lie != "absent") File.WriteAllBytes(path, graph);
        ModelException error = Assert.Throws<ModelException>(() => OnnxGraphCheck.Check(path));
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
        Assert.Contains(where, error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TensorsOfEveryKindOfPlace_AreFound()
    {
        File.WriteAllBytes(Path.Combine(_folder, "w.data"), new byte[96]);
        byte[] tensor = [.. Number(1, 8), .. Number(2, 1), .. Field(8, "w"u8), .. Place("w.data", "80", "32")];
        byte[][] places =
        [
            Field(7, Field(5, tensor)),
            Field(7, Field(15, Field(1, tensor))),
            Field(7, Field(1, Field(5, Field(5, tensor)))),
            Field(7, Field(1, Field(5, Field(6, Field(5, tensor))))),
            Field(7, Field(1, Field(5, Field(10, tensor)))),
            [.. Field(7, []), .. Field(25, Field(7, Field(5, Field(5, tensor))))],
        ];
        foreach (byte[] graph in places)
        {
            File.WriteAllBytes(Path.Combine(_folder, "g.onnx"), graph);
            Assert.Equal("EA4051", Assert.Throws<ModelException>(() => OnnxGraphCheck.Check(Path.Combine(_folder, "g.onnx"))).Code);
        }
    }

    [Fact]
    public void Check_BytesChangedOrCut_PassesOrGivesAnErrorInBoundedMemory()
    {
        string source = SharedData.Require("goldens", "models", "onnx", "nesso-tiny-int4.onnx");
        File.Copy(source + ".data", Path.Combine(_folder, Path.GetFileName(source) + ".data"));
        byte[] whole = File.ReadAllBytes(source);
        string path = Path.Combine(_folder, "g.onnx");
        Random random = new(9);
        int refused = 0;
        for (int i = 0; i < 800; i++)
        {
            byte[] changed = i % 4 == 3 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int j = random.Next(1, 4); j > 0 && i % 4 != 3; j--) changed[random.Next(changed.Length)] = random.Next(4) == 0 ? (byte)0xFF : (byte)random.Next(256);
            File.WriteAllBytes(path, changed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? error = Record.Exception(() => OnnxGraphCheck.Check(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            if (error is null) continue;
            refused++;
            Assert.Contains(Assert.IsType<ModelException>(error).Code, (string[])["EA4005", "EA4050", "EA4051"]);
        }
        Assert.InRange(refused, 320, 799); // a changed letter of a name is not for this check
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Deep()
    {
        byte[] graph = [];
        for (int i = 0; i < 30; i++) graph = Field(1, Field(5, Field(6, graph)));
        return Field(7, graph);
    }

    // Eight float32 numbers, unless other dimensions are given.
    private static byte[] Graph(string? location, string offset, string? length, params long[] dimensions)
        => Field(7, Field(5,
            [.. (dimensions.Length == 0 ? [8] : dimensions).SelectMany(static size => Number(1, size)), .. Number(2, 1), .. Field(8, "w"u8), .. Place(location, offset, length)]));

    private static byte[] Place(string? location, string offset, string? length)
        => [.. Entry("location", location), .. Entry("offset", offset), .. Entry("length", length), .. Number(14, 1)];

    private static byte[] Entry(string key, string? value)
        => value is null ? [] : Field(13, [.. Field(1, Encoding.UTF8.GetBytes(key)), .. Field(2, Encoding.UTF8.GetBytes(value))]);

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Field(int field, ReadOnlySpan<byte> content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
