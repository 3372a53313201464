using EdgeAgent.Benchmarks.Rows;
using EdgeAgent.Benchmarks.Conversion;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Rows;

/// <summary>Nesso at its full depth, from a checkpoint as it is published, by the options that <c>pull</c> converts with.</summary>
public sealed class NessoSizeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-agent-nesso-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nesso_FullDepthByDefault_HasAtMost300MegabytesAndCallsATool()
    {
        ModelManifestEntry entry = ModelManifest.Embedded.Find("nesso");
        string source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        RandomCheckpointFolder.Write(source, entry.Architecture, seed: 1);
        ModelPackage package = await Converter.ConvertAsync(new()
        {
            Source = source,
            Entry = entry,
            Tokenizer = SharedData.Require("goldens", "tokenizers", "llama3.tokenizer.json.gz"),
            TokenRenames = entry.StandIn!.Renames,
            Destination = Path.Combine(_folder, "package"),
        }, null, TestContext.Current.CancellationToken);
        Directory.Delete(source, recursive: true);
        ModelDescriptor descriptor = package.Descriptor;
        Assert.Equal(entry.Architecture, descriptor.Architecture);
        Assert.Equal((4, 4), (descriptor.Quantization.Bits, descriptor.Quantization.TableBits));
        long bytes = Directory.EnumerateFiles(package.Folder).Sum(static file => new FileInfo(file).Length);
        TestContext.Current.SendDiagnosticMessage($"{bytes:N0} bytes, of which the tokenizer {new FileInfo(package.PathOf(descriptor.Tokenizer!)).Length:N0}");
        Assert.InRange(bytes, 250_000_000, 300_000_000);

        using LocalModel model = await LocalModel.LoadAsync(package, null, TestContext.Current.CancellationToken);
        using LocalChatClient client = new(model);
        RowTurns turns = new();
        await turns.CallAsync(client, TestContext.Current.CancellationToken);
        await turns.ReplyAsync(client, TestContext.Current.CancellationToken);
        Assert.Null(RowTrial.Wrong(turns));
    }
}
