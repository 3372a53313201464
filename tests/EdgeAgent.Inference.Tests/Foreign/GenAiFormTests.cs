using System.Security.Cryptography;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.Inference.Tests.Foreign;

/// <summary><c>convert --form genai</c>: what ONNX Runtime GenAI loads has the weights and the answers of EdgeAgent's own form.</summary>
public sealed class GenAiFormTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-genai-").FullName;

    public static TheoryData<string> Families => [.. TinyModels.LlamaShaped.Select(static row => row.Data), "qwen3-tiny", "gemma3-tiny"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Families))]
    public async Task Convert_FamilyAsFloat_GivesPyTorchsLogitsAndGreedyIds(string family)
    {
        Golden golden = Golden.Load(family);
        using LoadedModel model = await ConvertAsync(family, WeightFormat.Float32, PackageForm.GenAi);
        using ModelExecutor executor = model.CreateExecutor();
        Assert.True(executor.Capabilities.InPlace);
        for (int at = 0; at < golden.Ids.Length; at += 10)
        {
            executor.Forward(golden.Ids.AsSpan(at, 10), 10, Stop);
            for (int row = 0; row < 10; row++) Assert.InRange(Difference(golden.Row(at + row), executor, row), 0, 1e-4f);
        }
        Assert.Equal(golden.Greedy, Greedy(executor, golden.Ids, golden.Greedy.Length));
    }

    [Theory]
    [InlineData("nesso-tiny", WeightFormat.Int4)]
    [InlineData("apt3-tiny", WeightFormat.Int8)]
    [InlineData("qwen3-tiny", WeightFormat.Int4)]
    [InlineData("gemma3-tiny", WeightFormat.Int8)]
    public async Task Convert_InBlocksWithFloatActivations_GivesTheIdsOfTheGenericForm(string family, WeightFormat weights)
    {
        int[] prompt = Golden.Load(family).Ids;
        using LoadedModel generic = await ConvertAsync(family, weights, PackageForm.Generic), genAi = await ConvertAsync(family, weights, PackageForm.GenAi);
        using ModelExecutor first = generic.CreateExecutor(), second = genAi.CreateExecutor();
        Assert.Equal(Greedy(first, prompt, 32), Greedy(second, prompt, 32));
        // One file of the same weights, so the table that embedding and head share is in it once.
        Assert.Equal(Hash(generic.Package.PathOf("weights.data")), Hash(genAi.Package.PathOf("model.onnx.data")));
    }

    [Fact]
    public async Task Convert_Twice_GivesTheSameBytesInTheFilesOfTheLayout()
    {
        using LoadedModel one = await ConvertAsync("nesso-tiny", WeightFormat.Int4, PackageForm.GenAi), other = await ConvertAsync("nesso-tiny", WeightFormat.Int4, PackageForm.GenAi);
        string[] names = [.. Directory.GetFiles(one.Package.Folder).Select(static file => Path.GetFileName(file)!).Order()];
        Assert.Equal(["chat_template.jinja", "genai_config.json", "model.onnx", "model.onnx.data", "tokenizer.json", "tokenizer_config.json"], names);
        Assert.All(names, name => Assert.Equal(Hash(Path.Combine(one.Package.Folder, name)), Hash(Path.Combine(other.Package.Folder, name))));
        Assert.Equal([2], one.Package.Descriptor.Tokens.Eos);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private async Task<LoadedModel> ConvertAsync(string family, WeightFormat weights, PackageForm form)
    {
        ModelPackage package = await Converter.ConvertAsync(new ConversionOptions
        {
            Source = Golden.Load(family).Folder,
            Destination = Path.Combine(_folder, Guid.NewGuid().ToString("N")),
            Tokenizer = TestData.SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json"),
            ChatTemplate = TestData.SharedData.Require("goldens", "tokenizers-tiny", "chat_template.jinja"),
            Weights = weights,
            AccuracyLevel = 0,
            Form = form,
        }, null, Stop);
        return LoadedModel.Load(package, new InferenceOptions { Threads = 1, PrefillChunk = 16 });
    }

    private static int[] Greedy(ModelExecutor executor, int[] prompt, int count)
    {
        DecodeLoop loop = new(executor, new DecodeOptions { EndIds = [], MaxTokens = count });
        List<int> answer = [];
        DecodeStep step = loop.Prefill(prompt, Stop);
        while (step.Finish == FinishReason.None)
        {
            step = loop.Step(Stop);
            answer.AddRange(step.Tokens);
        }
        return [.. answer];
    }

    private static float Difference(ReadOnlySpan<float> expected, ModelExecutor executor, int row)
    {
        float[] logits = new float[executor.VocabularySize];
        executor.Logits(row, logits);
        float worst = 0;
        for (int i = 0; i < logits.Length; i++) worst = Math.Max(worst, Math.Abs(expected[i] - logits[i]));
        return worst;
    }
}
