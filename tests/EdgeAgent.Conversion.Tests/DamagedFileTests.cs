using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Tokenizers;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Tests;

/// <summary>Damaged, truncated and hostile files give an error with file and place: no crash, no hang, no large allocation.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedFileTests : IDisposable
{
    private const long AllowedAllocation = 100L << 20;
    private readonly TemporaryFolder _temporary = new();

    [Theory, InlineData("tiny-q4_1.gguf"), InlineData("tiny-f16.gguf"), InlineData("tiny-q4_k_m.gguf")]
    public async Task Convert_GgufCutAnywhere_GivesAnErrorWithThePlace(string file)
    {
        byte[] whole = File.ReadAllBytes(Goldens.Folder("gguf", file));
        Random random = new(4);
        foreach (int length in Enumerable.Range(0, 60).Select(i => i < 30 ? random.Next(0, 2000)
            : random.Next(0, whole.Length)).Append(whole.Length - 1))
            await ExpectAsync("cut.gguf", whole[..length]);
    }

    [Fact]
    public async Task Convert_GgufHeaderWithRandomBytesChanged_ConvertsOrGivesAnError()
    {
        byte[] whole = File.ReadAllBytes(Goldens.Folder("gguf", "tiny-q4_0.gguf"));
        Random random = new(5);
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. whole];
            for (int j = random.Next(1, 4); j > 0; j--) changed[random.Next(0, 1900)] = (byte)random.Next(256);
            await ExpectAsync("changed.gguf", changed, mustFail: false);
        }
    }

    [Fact]
    public async Task Convert_SafetensorsCutOrChangedAnywhere_ConvertsOrGivesAnError()
    {
        SmallCheckpoint checkpoint = new();
        string folder = checkpoint.Write(_temporary["c"]);
        string file = Path.Combine(folder, "model.safetensors");
        byte[] whole = File.ReadAllBytes(file);
        Random random = new(6);
        for (int i = 0; i < 60; i++)
        {
            File.WriteAllBytes(file, whole[..random.Next(0, whole.Length)]);
            await ExpectAsync(folder);
        }
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(0, 1200)] = (byte)random.Next(256);
            File.WriteAllBytes(file, changed);
            await ExpectAsync(folder, mustFail: false);
        }
    }

    [Theory]
    [InlineData("""{"model.norm.weight":{"dtype":"F32","shape":[8],"data_offsets":[0,9223372036854775807]}}""", "model.norm.weight")]
    [InlineData("""{"model.norm.weight":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,32]}}""", "model.norm.weight")]
    [InlineData("""{"model.norm.weight":{"dtype":"F32","shape":[-8],"data_offsets":[0,32]}}""", "model.norm.weight")]
    [InlineData("""{"model.norm.weight":{"dtype":"F32","shape":[8],"data_offsets":[32,0]}}""", "model.norm.weight")]
    [InlineData("""{"model.norm.weight":{"dtype":"F32","shape":[8],"data_offsets":[0]}}""", "model.norm.weight")]
    [InlineData("""{"model.norm.weight":{"dtype":"F32"}}""", "table")]
    [InlineData("""{"model.norm.weight":7}""", "table")]
    [InlineData("[]", "table")]
    [InlineData("{", "JSON")]
    public async Task Convert_SafetensorsTableThatLies_NamesTensorAndOffset(string table, string words)
    {
        string folder = new SmallCheckpoint().Write(_temporary["c"]);
        SmallCheckpoint.WriteSafetensors(Path.Combine(folder, "model.safetensors"), table, new byte[64]);
        ConversionException error = await Assert.ThrowsAsync<ConversionException>(() => ConvertAsync(folder));
        Assert.Equal("EA4108", error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
        Assert.Contains("model.safetensors, byte ", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_ShardIndexThatLeadsOutOfTheFolder_IsRefused()
    {
        string folder = new SmallCheckpoint().Write(_temporary["c"]);
        File.Move(Path.Combine(folder, "model.safetensors"), _temporary["outside.safetensors"]);
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), """{"weight_map":{"a":"../outside.safetensors"}}""");
        Assert.Equal("EA4005", (await Assert.ThrowsAsync<Models.ModelException>(() => ConvertAsync(folder))).Code);
    }

    [Theory]
    [InlineData(8, ulong.MaxValue, "a size")]
    [InlineData(8, 1UL << 40, "counts")]
    [InlineData(16, ulong.MaxValue, "a size")]
    [InlineData(16, 1UL << 60, "counts")]
    [InlineData(24, 1UL << 33, "counts")]
    public async Task Convert_GgufCountsThatLie_AreRefusedBeforeAnythingIsAllocated(int offset, ulong value, string words)
    {
        byte[] file = File.ReadAllBytes(Goldens.Folder("gguf", "tiny-q4_0.gguf"));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);
        TokenizerException error = await ExpectAsync("counts.gguf", file) as TokenizerException
            ?? throw new InvalidOperationException("another type of error");
        Assert.Equal("EA3032", error.Code);
        Assert.Contains(words, error.What, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("counts.gguf, byte ", error.Where, StringComparison.Ordinal);
    }

    [Theory, InlineData("general.architecture", "EA4102"), InlineData("llama.block_count", "EA4102"),
        InlineData("llama.attention.layer_norm_rms_epsilon", "EA4102")]
    public async Task Convert_GgufWithoutAKey_NamesIt(string key, string code)
    {
        byte[] file = File.ReadAllBytes(Goldens.Folder("gguf", "tiny-q4_0.gguf"));
        int at = file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key));
        file[at] = (byte)'x';
        ConversionException error = Assert.IsType<ConversionException>(await ExpectAsync("key.gguf", file));
        Assert.Equal(code, error.Code);
        Assert.Contains($"'{key}'", error.What, StringComparison.Ordinal);
    }

    [Theory, InlineData("tiny-q2_k.gguf", 80), InlineData("tiny-q4_k_m.gguf", 0), InlineData("tiny-q5_1.gguf", 2)]
    public async Task Convert_BlockWhoseScaleIsNotFinite_NamesTensorAndPlace(string name, int scale)
    {
        byte[] file = File.ReadAllBytes(Goldens.Folder("gguf", name));
        GgufTensor tensor = GgufHeader.Open(Goldens.Folder("gguf", name)).FindTensor("blk.0.ffn_up.weight")!;
        BinaryPrimitives.WriteHalfLittleEndian(file.AsSpan((int)tensor.Offset + scale), Half.PositiveInfinity);
        ConversionException error = Assert.IsType<ConversionException>(await ExpectAsync("infinite.gguf", file));
        Assert.Equal("EA4112", error.Code);
        Assert.Contains("'model.layers.0.mlp.up_proj.weight'", error.What, StringComparison.Ordinal);
        Assert.EndsWith($"infinite.gguf, byte {tensor.Offset}", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_GgufOfAnotherArchitecture_IsRefusedByName()
    {
        byte[] file = File.ReadAllBytes(Goldens.Folder("gguf", "tiny-q4_0.gguf"));
        int at = file.AsSpan().IndexOf("general.architecture"u8) + "general.architecture".Length + 12;
        "gemma"u8.CopyTo(file.AsSpan(at)); // the first of that name, whose layers differ from Gemma 3's
        ConversionException error = Assert.IsType<ConversionException>(await ExpectAsync("gemma.gguf", file));
        Assert.Equal("EA4103", error.Code);
        Assert.Contains("'gemma'", error.What, StringComparison.Ordinal);
    }

    public void Dispose() => _temporary.Dispose();

    private async Task<Exception?> ExpectAsync(string name, byte[] content, bool mustFail = true)
    {
        File.WriteAllBytes(_temporary[name], content);
        return await ExpectAsync(_temporary[name], mustFail);
    }

    private async Task<Exception?> ExpectAsync(string path, bool mustFail = true)
    {
        long before = GC.GetTotalAllocatedBytes();
        Exception? error = await Record.ExceptionAsync(() => ConvertAsync(path));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, AllowedAllocation);
        if (mustFail) Assert.NotNull(error);
        if (error is not null) Assert.True(error is ConversionException or TokenizerException, error.ToString());
        if (Directory.Exists(_temporary["p"])) Directory.Delete(_temporary["p"], recursive: true);
        return error;
    }

    private Task<Models.ModelPackage> ConvertAsync(string path)
        => Converter.ConvertAsync(new() { Source = path, Destination = _temporary["p"] }, null, TestContext.Current.CancellationToken);

    /// <summary>Allocations are counted for the whole process, so nothing may run beside.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
