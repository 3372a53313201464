using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class ConvertCommandTests
{
    [Fact]
    public async Task Convert_RandomTiny_MakesAPackageAndTheSameSeedTheSameBytes()
    {
        using CliRun cli = new();
        string one = Path.Combine(cli.Folder, "one"), two = Path.Combine(cli.Folder, "two"), other = Path.Combine(cli.Folder, "other");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("convert", "--random", "tiny", "--seed", "5", "-o", one));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("convert", "--random", "tiny", "--seed", "5", "-o", two));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("convert", "--random", "tiny", "--seed", "6", "-o", other));
        Assert.Equal(Hashes(one), Hashes(two));
        Assert.NotEqual(Hashes(one), Hashes(other));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "verify", one));
        Assert.Contains("Intact: ", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bits 8 --block 16 --asymmetric", 8, 8, 16, "source")]
    [InlineData("--bits 4 --head 8", 4, 8, 32, "source")]
    [InlineData("--bits 4 --head float --symmetric", 4, 32, 32, "source")]
    [InlineData("--bits 8 --block 32", 8, 8, 32, "source")]
    public async Task Convert_QuantizationOptions_DescriptorSaysThem(string options, int bits, int table, int block, string scheme)
    {
        using CliRun cli = new();
        string package = Path.Combine(cli.Folder, "package");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync(["convert", "--random", "tiny", "-o", package, .. options.Split(' ')]));
        QuantizationInfo told = ModelPackage.Open(package).Descriptor.Quantization;
        Assert.Equal((bits, table, block, scheme), (told.Bits, told.TableBits, told.Block, told.Scheme));
    }

    [Fact]
    public async Task Convert_FormGenAi_WritesThatLayoutAndTheRunOpensIt()
    {
        using CliRun cli = new();
        string folder = Path.Combine(cli.Folder, "package");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("convert", "--random", "tiny", "-o", folder, "--form", "genai"));
        Assert.StartsWith("package: 3 files", cli.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, ModelDescriptor.FileName)));
        ModelDescriptor descriptor = ModelPackage.Open(folder).Descriptor;
        Assert.Equal(("model.onnx", true, 2048), (Assert.Single(descriptor.Graphs).File, descriptor.Kv.InPlace, descriptor.Kv.MaxLength));
    }

    [Theory, InlineData("--block 48"), InlineData("--head 5"), InlineData("--form npu"), InlineData("--symmetric --asymmetric")]
    public async Task Convert_QuantizationOptionsThatAreNone_AreAUsageError(string options)
    {
        using CliRun cli = new();
        string[] arguments = ["convert", "--random", "tiny", "-o", Path.Combine(cli.Folder, "package"), .. options.Split(' ')];
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync(arguments));
        Assert.False(Directory.Exists(Path.Combine(cli.Folder, "package")));
    }

    [Fact]
    public async Task Verify_AlteredFile_Exits4AndNamesIt()
    {
        using CliRun cli = new();
        string folder = Path.Combine(cli.Folder, "package");
        await cli.RunAsync("convert", "--random", "tiny", "-o", folder);
        PackageFile largest = ModelPackage.Open(folder).Descriptor.Files.MaxBy(file => file.Bytes)!;
        using (FileStream stream = File.OpenWrite(Path.Combine(folder, largest.Name)))
        {
            stream.Position = largest.Bytes / 2;
            stream.Write([0x5a, 0xa5, 0x5a]);
        }
        Assert.Equal(ExitCodes.Model, await cli.RunAsync("models", "verify", folder));
        Assert.Contains(largest.Name, cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("[EA4007]\n", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.gguf", null)]
    [InlineData("text.gguf", "this is no GGUF file")]
    [InlineData("empty.gguf", "")]
    public async Task Convert_SourceThatIsNone_IsBadInputAndNamesIt(string name, string? content)
    {
        using CliRun cli = new();
        string source = content is null ? Path.Combine(cli.Folder, name) : cli.File(name, content);
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("convert", source, "-o", Path.Combine(cli.Folder, "out")));
        Assert.Contains(name, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_DestinationNotEmpty_IsBadInputAndLeavesItAlone()
    {
        using CliRun cli = new();
        cli.File("mine.txt", "precious");
        Assert.Equal(ExitCodes.BadInput, await cli.RunAsync("convert", "--random", "tiny", "-o", cli.Folder));
        Assert.EndsWith("[EA4109]\n", cli.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(cli.Folder, "mine.txt")));
    }

    private static IEnumerable<string?> Hashes(string folder) => ModelPackage.Open(folder).Descriptor.Files.Select(file => file.Sha256);
}
