using EdgeAgent.Conversion.Tests.Support;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.Conversion.Tests;

public sealed class RandomModelTests
{
    [Fact]
    public async Task Convert_TinyShapeTwice_BytesAreEqualAndAnotherSeedDiffers()
    {
        using TemporaryFolder temporary = new();
        ModelPackage a = await MakeAsync(temporary["a"], 7), b = await MakeAsync(temporary["b"], 7), c = await MakeAsync(temporary["c"], 8);
        Assert.Equal(a.Descriptor.ToJson(), b.Descriptor.ToJson());
        Assert.Equal(Directory.GetFiles(a.Folder).Length, a.Descriptor.Files.Count + 1);
        foreach (PackageFile file in a.Descriptor.Files)
            Assert.Equal(File.ReadAllBytes(a.PathOf(file.Name)), File.ReadAllBytes(b.PathOf(file.Name)));
        Assert.NotEqual(File.ReadAllBytes(a.PathOf("weights.data")), File.ReadAllBytes(c.PathOf("weights.data")));
    }

    [Fact]
    public async Task Convert_TinyShape_RunsWithClearWinnersAndSaysThatItIsAStandIn()
    {
        using TemporaryFolder temporary = new();
        ModelPackage package = await MakeAsync(temporary["p"], 1);
        Assert.True(package.Descriptor.StandIn is { Weights: true, Tokenizer: false });
        using PackageRunner runner = new(package);
        float[] logits = runner.Logits([1, 50, 300, 17], 1);
        Assert.All(logits, static logit => Assert.True(float.IsFinite(logit)));
        Assert.InRange(logits.Max() - logits.Average(), 1, 20);
        Assert.NotEqual(runner.Greedy([1, 50, 300, 17], 8), runner.Greedy([1, 50, 300, 18], 8));
    }

    [Fact]
    public async Task Convert_NessoShapeWithStandInTokenizer_HasTheManifestsTokensAndTemplate()
    {
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new()
            {
                Random = RandomModel.Of("nesso", layers: 2),
                Entry = ModelManifest.Embedded.Find("nesso"),
                Tokenizer = SharedData.Require("goldens", "tokenizers", "llama3.tokenizer.json.gz"),
                Destination = temporary["p"],
            },
            null, TestContext.Current.CancellationToken);
        ModelDescriptor descriptor = package.Descriptor;
        Assert.Equal(("nesso-0.4b-agentic", 2, 960, 128_256),
            (descriptor.Id, descriptor.Architecture.Layers, descriptor.Architecture.Hidden, descriptor.Architecture.Vocabulary));
        Assert.Equal((128_000, 128_003), (descriptor.Tokens.Bos, descriptor.Tokens.Eos.Single()));
        Assert.True(descriptor.StandIn is { Weights: true, Tokenizer: true });
        Assert.Contains("<tools>", File.ReadAllText(package.PathOf(descriptor.ChatTemplate!)), StringComparison.Ordinal);
        Assert.Contains("\"<|im_end|>\"", File.ReadAllText(package.PathOf(descriptor.Tokenizer!)), StringComparison.Ordinal);
        using PackageRunner runner = new(package);
        Assert.Equal(128_256, runner.Logits([128_000, 5], 1).Length);
    }

    [Fact]
    public async Task Convert_TinyShapeWithTokenizerFolder_TakesTokensAndTemplateFromIt()
    {
        using TemporaryFolder temporary = new();
        ModelPackage package = await Converter.ConvertAsync(
            new() { Random = RandomModel.Of(RandomModel.Tiny), Tokenizer = SharedData.Require("goldens", "tokenizers-tiny"),
                Destination = temporary["p"] }, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, package.Descriptor.Tokens.Eos.Single());
        Assert.Equal(File.ReadAllText(SharedData.Require("goldens", "tokenizers-tiny", "chat_template.jinja")),
            File.ReadAllText(package.PathOf(package.Descriptor.ChatTemplate!)));
    }

    [Theory, InlineData("qwen2"), InlineData("qwen3"), InlineData("gemma3_text")]
    public async Task Convert_TinyShapeOfEachFamily_Runs(string family)
    {
        using TemporaryFolder temporary = new();
        RandomModel tiny = RandomModel.Of(RandomModel.Tiny);
        ModelPackage package = await Converter.ConvertAsync(
            new()
            {
                Random = tiny with { Architecture = tiny.Architecture with { Family = family, SlidingWindow = [4, 0] } },
                Destination = temporary["p"],
            },
            null, TestContext.Current.CancellationToken);
        using PackageRunner runner = new(package);
        Assert.Equal(8, runner.Greedy([1, 50, 300, 17], 8).Length);
    }

    [Fact]
    public void Of_LayersOfAModelWithWindows_KeepTheirPattern()
        => Assert.Equal([4096, 4096, 4096], RandomModel.Of("cerbero-7b", layers: 3).Architecture.SlidingWindow);

    [Theory, InlineData("{{ tools }}[TOOL_CALLS] [", "mistral"), InlineData("{{ tools }}", null)]
    public async Task Convert_ModelOutsideOfTheManifest_ToolCallStyleIsThatOfItsTemplate(string template, string? style)
    {
        using TemporaryFolder temporary = new();
        string file = temporary["template.jinja"];
        await File.WriteAllTextAsync(file, template, TestContext.Current.CancellationToken);
        ModelPackage package = await Converter.ConvertAsync(
            new() { Random = RandomModel.Of(RandomModel.Tiny), Destination = temporary["p"], ChatTemplate = file }, null, TestContext.Current.CancellationToken);
        Assert.Equal(style, package.Descriptor.ToolCalls?.Style);
    }

    [Fact]
    public async Task Convert_TokenizerWithWhiteSpace_PackageHasTheSameJsonWithout()
    {
        using TemporaryFolder temporary = new();
        const string Text = """
            { "version": "1.0",	"added_tokens": [ ],
              "model": { "type": "BPE", "vocab": { " ": 0, "\\\" ": 1, "\" , ": 2, "à": 3 }, "merges": [ ], "dropout": 1.50e-1 } }
            """;
        string file = temporary["tokenizer.json"];
        await File.WriteAllTextAsync(file, Text, TestContext.Current.CancellationToken);
        ModelPackage package = await Converter.ConvertAsync(
            new() { Random = RandomModel.Of(RandomModel.Tiny), Tokenizer = file, Destination = temporary["p"] }, null, TestContext.Current.CancellationToken);
        string written = await File.ReadAllTextAsync(package.PathOf(package.Descriptor.Tokenizer!), TestContext.Current.CancellationToken);
        Assert.Equal(
            """{"version":"1.0","added_tokens":[],"model":{"type":"BPE","vocab":{" ":0,"\\\" ":1,"\" , ":2,"à":3},"merges":[],"dropout":1.50e-1}}""", written);
    }

    [Fact]
    public async Task Convert_WithoutTokenizer_PackageIsOfIdsOnlyAndSaysSo()
    {
        using TemporaryFolder temporary = new();
        Assert.Null((await MakeAsync(temporary["p"], 1)).Descriptor.Tokenizer);
    }

    private static Task<ModelPackage> MakeAsync(string folder, long seed)
        => Converter.ConvertAsync(new() { Random = RandomModel.Of(RandomModel.Tiny, seed: seed), Destination = folder }, null,
            TestContext.Current.CancellationToken);
}
