using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Tests;

/// <summary>
/// The same source and options give the same bytes, however many threads wrote them; tensors lie where they can be mapped.
/// </summary>
public sealed class ReproducibilityTests
{
    [Theory]
    [InlineData("tiny", "llama2-tiny", null, 32)]
    [InlineData("tiny", "gemma3-tiny", true, 16)]
    [InlineData("tiny", "qwen3-tiny", false, 32)]
    [InlineData("gguf", "tiny-q4_1.gguf", null, 32)]
    [InlineData("gguf", "tiny-q4_k_m.gguf", null, 32)]
    [InlineData("gguf", "tiny-f16.gguf", true, 128)]
    public async Task Convert_SameSourceAndOptionsTwice_FilesAreEqual(string folder, string name, bool? symmetric, int block)
    {
        using TemporaryFolder temporary = new();
        ModelPackage[] packages = [await ConvertAsync("a"), await ConvertAsync("b")];
        foreach (string file in packages[0].Descriptor.Files.Select(static one => one.Name).Append(ModelDescriptor.FileName))
            Assert.Equal(File.ReadAllBytes(packages[0].PathOf(file)), File.ReadAllBytes(packages[1].PathOf(file)));

        Task<ModelPackage> ConvertAsync(string target)
            => Converter.ConvertAsync(
                new() { Source = Goldens.Folder(folder, name), Destination = temporary[target], Symmetric = symmetric, Block = block }, null,
                TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Convert_Table_LiesAtAMultipleOf64KiBAndHoldsTheSourcesBlocks()
    {
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Random = RandomModel.Of("smollm2", layers: 1), Destination = temporary["p"] }, null,
                TestContext.Current.CancellationToken);
        VocabularyTable table = package.Descriptor.Table!;
        Assert.Equal((0, 49_152, 576, 4), (table.Offset % 65_536, table.Rows, table.Columns, table.Bits));
        byte[] data = File.ReadAllBytes(package.PathOf(table.File));
        byte[] stored = new byte[18];
        new Checkpoints.RandomTensor(Checkpoints.TensorNames.Embedding, table.Rows, table.Columns, 0).ReadRows(0, stored);
        Assert.Equal((stored[2] & 15) | ((stored[3] & 15) << 4), data[table.Offset]);
        Assert.Equal((float)BitConverter.ToHalf(stored), BitConverter.ToSingle(data, (int)table.Scales!.Offset));
    }

    [Theory, InlineData(WeightFormat.Float32, 32), InlineData(WeightFormat.Int8, 8), InlineData(WeightFormat.Int4, 4)]
    public async Task Convert_EachFormat_DescriptorSaysTheBits(WeightFormat format, int bits)
    {
        using TemporaryFolder temporary = new();
        ModelPackage package =
            await Converter.ConvertAsync(new() { Source = Goldens.Folder("tiny", "zagreus-tiny"), Destination = temporary["p"],
                Weights = format }, null, TestContext.Current.CancellationToken);
        Assert.Equal((bits, bits, bits),
            (package.Descriptor.Quantization.Bits, package.Descriptor.Quantization.TableBits, package.Descriptor.Table!.Bits));
    }
}
