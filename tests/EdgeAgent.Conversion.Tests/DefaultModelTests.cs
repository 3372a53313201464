using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Conversion.Tests;

/// <summary>The embedded model through the store, as the first run of the samples does it.</summary>
public sealed class DefaultModelTests
{
    [Fact]
    public async Task GetAsync_DefaultOnFirstUse_ConvertsVerifiesAndTheNextUseOpensIt()
    {
        using TemporaryFolder temporary = new();
        ModelStoreOptions options = new() { Home = temporary.Path, ModelFolders = [SharedData.InRepository("models")] };
        using ModelStore store = new(options, new PackageBuilder());
        List<ModelStage> stages = [];
        ModelPackage first = await store.GetAsync("default", new Listener(stages), TestContext.Current.CancellationToken);
        Assert.Equal([ModelStage.CheckingSource, ModelStage.Converting, ModelStage.Verifying, ModelStage.Done], stages.Distinct());
        stages.Clear();
        ModelPackage again = await store.GetAsync(ModelStore.DefaultModel, new Listener(stages), TestContext.Current.CancellationToken);
        Assert.Empty(stages);
        Assert.Equal(first.Folder, again.Folder);
        Assert.Equal("edgeagent-135m", again.Descriptor.Id);
        Assert.Equal(ModelManifest.Embedded.Find("default").Architecture, again.Descriptor.Architecture);
        Assert.Equal((1, 2, 2), (again.Descriptor.Tokens.Bos, again.Descriptor.Tokens.Eos.Single(), again.Descriptor.Tokens.Pad));
        Assert.True(again.Descriptor.ToolCalls!.Trained);
        Assert.Null(again.Descriptor.StandIn);
        Assert.Equal(ModelManifest.Embedded.Find("nesso").TemplateText, File.ReadAllText(again.PathOf(again.Descriptor.ChatTemplate!)));
        Tokenizer tokenizer = Tokenizer.LoadJson(File.ReadAllBytes(again.PathOf(again.Descriptor.Tokenizer!)));
        using PackageRunner runner = new(again);
        int[] answer = runner.Greedy(tokenizer.Encode("<|im_start|>user\nCiao!<|im_end|>\n<|im_start|>assistant\n"), 12);
        Assert.Contains(answer, static id => id > 2);
    }

    private sealed class Listener(List<ModelStage> stages) : IProgress<ModelProgress>
    {
        public void Report(ModelProgress value)
        {
            lock (stages) stages.Add(value.Stage);
        }
    }
}
