using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Conversion.Checkpoints.PyTorch;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.Conversion.Tests;

/// <summary>PyTorch's files give the same packages as safetensors, and what is not weights is refused without being run.</summary>
public sealed class TorchFileTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public static TheoryData<string> Families => TinyFamilyTests.Families;

    [Theory, MemberData(nameof(Families))]
    public async Task Convert_FamilyFromPyTorch_PackageIsThatOfSafetensors(string family)
    {
        string folder = Goldens.Folder("tiny", family);
        ModelPackage expected = await ConvertAsync(folder, "expected");
        string[] sources = [Single(folder), Sharded(folder)];
        foreach (string source in (string[])[.. sources, Path.Combine(sources[1], "pytorch_model-00002-of-00002.bin")])
        {
            ModelPackage package = await ConvertAsync(source, $"p{Directory.GetDirectories(_temporary.Path).Length}");
            Assert.Equal("pytorch", package.Descriptor.Provenance!.Source);
            Assert.Equal(expected.Descriptor.Architecture, package.Descriptor.Architecture with { SlidingWindow = expected.Descriptor.Architecture.SlidingWindow });
            Assert.Equal(expected.Descriptor.Files, package.Descriptor.Files); // names, sizes, sha256
        }
    }

    [Fact]
    public void Open_FileOfCPythonsPickler_TensorsAreRead()
    {
        using TorchFile file = TorchFile.Open(SharedData.InRepository("tests", "data", "pytorch", "small.bin"));
        Assert.Equal(["singles", "second row", "tied", "halves", "brains", "number", "none", "large"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal([0.5f, -1, 2, 3, 4, 5], Numbers<float>("singles", "F32", 2, 3));
        Assert.Equal([3f, 4, 5], Numbers<float>("second row", "F32", 1, 3));
        Assert.Equal([0.5f, -1, 2, 3, 4, 5], Numbers<float>("tied", "F32", 2, 3));
        Assert.Equal([(Half)1, (Half)0.25, (Half)(-8)], Numbers<Half>("halves", "F16", 3));
        Assert.Equal([0xBF80, 0x4000, 0], Numbers<ushort>("brains", "BF16", 3));
        Assert.Equal([5f], Numbers<float>("number", "F32"));
        Assert.Empty(Numbers<float>("none", "F32", 0, 4));
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => (float)i), Numbers<float>("large", "F32", 300));

        T[] Numbers<T>(string name, string type, params long[] shape)
            where T : struct
        {
            StoredTensor tensor = file.Tensors.Single(one => one.Name == name);
            Assert.Equal((type, string.Join(',', shape)), (tensor.Type, string.Join(',', tensor.Shape)));
            byte[] bytes = new byte[tensor.Bytes];
            file.Read(tensor.Offset, bytes);
            return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
        }
    }

    [Fact]
    public void Open_TransposedView_IsRefusedByName()
    {
        ConversionException error = Assert.Throws<ConversionException>(
            () => TorchFile.Open(SharedData.InRepository("tests", "data", "pytorch", "strided.bin")));
        Assert.Equal("EA4042", error.Code);
        Assert.Contains("'columns' (3 x 2, strides 1, 3)", error.What, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Pickles => new()
    {
        { "cos\nsystem\nX\u0004\0\0\0echo\u0085R.", "EA4040", "'os.system'" },
        { "cbuiltins\neval\nX\u0001\0\0\01\u0085R.", "EA4040", "'builtins.eval'" },
        { "ctorch\nload\n.", "EA4040", "'torch.load'" },
        { "ctorch._utils\n_rebuild_tensor\n.", "EA4040", "'torch._utils._rebuild_tensor'" },
        { "(ios\nsystem\n.", "EA4040", "opcode 0x69" },
        { "X\u0002\0\0\0osX\u0006\0\0\0system\u0093.", "EA4040", "opcode 0x93" },
        { ")\u0081.", "EA4040", "opcode 0x81" },
        { "K\u0001)R.", "EA4040", "no function" },
        { "]}b.", "EA4040", "no dictionary" },
        { "ccollections\nOrderedDict\n]\u0085R.", "EA4108", "'collections.OrderedDict' with other arguments" },
        { "ctorch._utils\n_rebuild_tensor_v2\n)R.", "EA4108", "other arguments" },
        { "K\u0001Q.", "EA4108", "storage" },
        { "h\u0007.", "EA4108", "memo" },
        { "R.", "EA4108", "stack" },
        { "t.", "EA4108", "open" },
        { "(K\u0001(e.", "EA4108", "no list" },
        { "K\u0001(R.", "EA4108", "stack" },
        { "K\u0001K\u0002u.", "EA4108", "open" },
        { "K\u0001(K\u0002u.", "EA4108", "no dictionary" },
        { "}(K\u0002u.", "EA4108", "no dictionary" },
        { "X\u00ff\u00ff\u00ff\u00ff.", "EA4108", "too early" },
        { "X\u0001\0\0\0\u00ff.", "EA4108", "UTF-8" },
        { "\u008a\u0009123456789.", "EA4108", "integer of 9 bytes" },
        { "", "EA4108", "too early" },
        { "c" + new string('x', 300) + "\n\n.", "EA4108", "256" },
        { ".", "EA4108", "stack" },
        { "K\u0001.", "EA4041", "no state dictionary" },
        { "}X\u0001\0\0\0aK\u0001s.", "EA4041", "'a', which is no tensor" },
        { "}K\u0001K\u0001s.", "EA4041", "no name" },
    };

    [Theory, MemberData(nameof(Pickles))]
    public void Open_PickleThatIsNoWeights_IsRefusedWithItsPlace(string pickle, string code, string words)
    {
        byte[] bytes = Encoding.Latin1.GetBytes("\u0080\u0002" + pickle);
        ConversionException error = Refused(TorchArchive.Zip([("a/data.pkl", bytes)]));
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
        Assert.Matches(@"x\.bin, byte \d+$", error.Where);
    }

    [Fact]
    public void Open_MemoOfListsOfLists_TakesNoMoreThanItsBytes()
    {
        // Each list holds the one before ten times: 10^100 numbers if it were copied out.
        string pickle = "\u0080\u0002]q\0" + string.Concat(Enumerable.Range(0, 100).Select(static i
            => $"](" + string.Concat(Enumerable.Repeat($"h{(char)i}", 10)) + $"eq{(char)(i + 1)}")) + ".";
        byte[] zip = TorchArchive.Zip([("a/data.pkl", Encoding.Latin1.GetBytes(pickle))]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("EA4041", Refused(zip).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    public static TheoryData<string, string, string> Views => new()
    {
        { "beyond the entry", "EA4108", "a storage of 7 numbers" },
        { "negative storage", "EA4108", "a storage of -1 numbers" },
        { "beyond the storage", "EA4108", "reaches beyond its storage" },
        { "negative offset", "EA4108", "reaches beyond its storage" },
        { "huge", "EA4108", "reaches beyond its storage" },
        { "negative size", "EA4108", "reaches beyond its storage" },
        { "fewer strides", "EA4108", "2 sizes and 1 strides" },
        { "gaps", "EA4042", "'t'" },
        { "repeated", "EA4042", "'t'" },
        { "transposed", "EA4042", "'t'" },
    };

    [Theory, MemberData(nameof(Views))]
    public void Open_ViewThatDoesNotLieInItsStorage_NamesTheTensor(string lie, string code, string words)
    {
        (long count, long offset, long[] shape, long[] strides) = lie switch
        {
            "beyond the entry" => (7, 0, [2, 3], [3, 1]),
            "negative storage" => (-1, 0, [2, 3], [3, 1]),
            "beyond the storage" => (6, 1, [2, 3], [3, 1]),
            "negative offset" => (6, -1, [2, 3], [3, 1]),
            "huge" => (6, 0, [1L << 62, 1L << 62], [1, 1]),
            "negative size" => (6, 0, [-2, -3], [3, 1]),
            "fewer strides" => (6, 0, [2, 3], [1]),
            "gaps" => (6, 0, [2, 2], [3, 1]),
            "repeated" => (6, 0, [2, 3], [0, 1]),
            _ => (6, 0, (long[])[3, 2], (long[])[1, 3]),
        };
        TorchArchive archive = new TorchArchive().View("t", "FloatStorage", count, offset, shape, strides, new byte[24]);
        ConversionException error = Refused(TorchArchive.Zip([.. archive.Entries()]));
        Assert.Equal(code, error.Code);
        Assert.Contains("'t'", error.What, StringComparison.Ordinal);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
        Assert.Contains("x.bin, byte ", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("before 1.6", "EA4041", "before version 1.6")]
    [InlineData("tar", "EA4041", "before version 1.6")]
    [InlineData("gguf", "EA4108", "no zip")]
    [InlineData("empty", "EA4108", "no zip")]
    [InlineData("big", "EA4041", "not little-endian")]
    [InlineData("script", "EA4041", "TorchScript")]
    [InlineData("protocol", "EA4041", "protocol 2")]
    [InlineData("two pickles", "EA4108", "2 entries data.pkl")]
    [InlineData("no storage", "EA4108", "'t' is not in the file")]
    [InlineData("tensor twice", "EA4108", "two tensors 't'")]
    [InlineData("same name", "EA4108", "two entries")]
    [InlineData("compressed", "EA4041", "compressed")]
    [InlineData("encrypted", "EA4041", "encrypted")]
    [InlineData("another header", "EA4108", "another header")]
    [InlineData("overlap", "EA4108", "overlap")]
    [InlineData("cut", "EA4108", "end record")]
    [InlineData("count", "EA4108", "entries")]
    public void Open_ArchiveThatLies_SaysWhatAndWhere(string lie, string code, string words)
    {
        TorchArchive archive = new TorchArchive().Tensor("t", "FloatStorage", 4, new byte[24], [2, 3]);
        if (lie == "tensor twice") archive.Tensor("t", "FloatStorage", 4, new byte[24], [2, 3]);
        List<(string Name, byte[] Content)> entries = [.. archive.Entries()];
        if (lie == "big") entries[1] = ("archive/byteorder", "big"u8.ToArray());
        if (lie == "script") entries.Add(("archive/constants.pkl", []));
        if (lie == "protocol") entries[0].Content[1] = 4;
        if (lie == "two pickles") entries.Add(("other/data.pkl", []));
        if (lie == "no storage") entries.RemoveAt(2);
        if (lie == "same name") entries.Add(entries[2]);
        byte[] zip = TorchArchive.Zip([.. entries]);
        int row = zip.AsSpan().IndexOf("PK\u0001\u0002"u8), end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        switch (lie)
        {
            case "before 1.6": zip = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.']; break;
            case "tar": zip = [.. new byte[257], .. "ustar"u8, .. new byte[250]]; break;
            case "gguf": zip = [.. "GGUF"u8, .. new byte[20]]; break;
            case "empty": zip = []; break;
            case "compressed": zip[row + 10] = 8; break;
            case "encrypted": zip[row + 8] = 1; break;
            case "another header": zip[30]++; break;
            case "overlap":
                int second = row + 46 + "archive/data.pkl".Length;
                zip[second + 20] = zip[second + 24] = 20; // six bytes and the next entry's header
                break;
            case "cut": zip = zip[..^1]; break;
            case "count": zip[end + 10] = 200; break;
        }
        ConversionException error = Refused(zip);
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
        Assert.Contains("x.bin", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BytesChangedOrCut_GivesTensorsInTheFileOrAnErrorWithThePlace()
    {
        byte[] small = File.ReadAllBytes(SharedData.InRepository("tests", "data", "pytorch", "small.bin"));
        byte[] wide = TorchArchive.Zip([.. new TorchArchive().Tensor("t", "HalfStorage", 2, new byte[24], [2, 3, 1, 2]).Entries()], wide: true);
        Random random = new(8);
        int good = 0;
        for (int i = 0; i < 1500; i++)
        {
            byte[] changed = [.. i % 2 == 0 ? small : wide];
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                // Half of the changes go where the tables are: the pickle in front, the directory at the end.
                int at = random.Next(3) switch { 0 => random.Next(0, 800), 1 => changed.Length - random.Next(1, 700), _ => random.Next(changed.Length) };
                changed[Math.Min(at, changed.Length - 1)] = random.Next(4) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }
            if (i % 10 == 9) changed = changed[..random.Next(changed.Length)];
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (TryOpen(changed)) good++;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
        Assert.InRange(good, 75, 1300); // a weight's byte changes nothing that a reader could see
    }

    public void Dispose() => _temporary.Dispose();

    private bool TryOpen(byte[] content)
    {
        File.WriteAllBytes(_temporary["x.bin"], content);
        try
        {
            using TorchFile file = TorchFile.Open(_temporary["x.bin"]);
            Assert.All(file.Tensors, tensor => Assert.InRange(tensor.Offset, 0, content.Length - tensor.Bytes));
            return true;
        }
        catch (ConversionException error)
        {
            Assert.Contains(error.Code, (string[])["EA4040", "EA4041", "EA4042", "EA4108"]);
            Assert.Contains("x.bin", error.Where, StringComparison.Ordinal);
            return false;
        }
    }

    private ConversionException Refused(byte[] content)
    {
        File.WriteAllBytes(_temporary["x.bin"], content);
        return Assert.Throws<ConversionException>(() => TorchFile.Open(_temporary["x.bin"]));
    }

    private string Single(string folder)
    {
        string target = Copy(folder, "single");
        TorchArchive archive = new();
        foreach (string file in Directory.EnumerateFiles(folder, "model*.safetensors").Order(StringComparer.Ordinal)) archive.Add(file);
        archive.Save(Path.Combine(target, "pytorch_model.bin"));
        return target;
    }

    private string Sharded(string folder)
    {
        string target = Copy(folder, "sharded");
        JsonObject map = [];
        for (int part = 0; part < 2; part++)
        {
            string name = $"pytorch_model-0000{part + 1}-of-00002.bin";
            TorchArchive archive = new();
            foreach (string file in Directory.EnumerateFiles(folder, "model*.safetensors")) archive.Add(file, tensor => tensor.Length % 2 == part);
            archive.Save(Path.Combine(target, name), wide: part == 1);
            foreach (string tensor in archive.Names) map[tensor] = name;
        }
        File.WriteAllText(Path.Combine(target, "pytorch_model.bin.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
        return target;
    }

    private string Copy(string folder, string name)
    {
        Directory.CreateDirectory(_temporary[name]);
        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Where(static file => !file.EndsWith(".index.json", StringComparison.Ordinal))) File.Copy(file, Path.Combine(_temporary[name], Path.GetFileName(file)));
        return _temporary[name];
    }

    private Task<ModelPackage> ConvertAsync(string source, string target)
        => Converter.ConvertAsync(new() { Source = source, Destination = _temporary[target], Id = "tiny" }, null, TestContext.Current.CancellationToken);
}
