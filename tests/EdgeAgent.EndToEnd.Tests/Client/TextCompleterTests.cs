using System.Text;
using System.Text.Json;
using EdgeAgent.Conversion;
using EdgeAgent.EndToEnd.Tests.RandomWeights;
using EdgeAgent.Grammar;
using EdgeAgent.Inference;
using EdgeAgent.Inference.Sampling;
using EdgeAgent.JsonSchema;
using EdgeAgent.Models;
using EdgeAgent.TestData;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>Plain completion: the embedded model where its words matter, noise where the rules do.</summary>
public sealed class TextCompleterTests(DefaultModel embedded) : IDisposable
{
    private static readonly TextCompletionOptions s_short = new() { MaxTokens = 12 };
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-complete-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Complete_TextOfTheEmbeddedModel_GoesOnInWordsAndTwiceTheSame()
    {
        using TextCompleter completer = new(await embedded.LoadOnceAsync());
        TextCompletion one = await completer.CompleteAsync("The capital of France is", s_short, TestContext.Current.CancellationToken);
        TextCompletion two = await completer.CompleteAsync("The capital of France is", s_short, TestContext.Current.CancellationToken);
        Assert.StartsWith(" ", one.Text, StringComparison.Ordinal); // the space between the text and what follows it is not lost
        Assert.Equal(one.Text, two.Text);
        Assert.Equal(one.Timings.PromptTokens - 1, two.Timings.CachedTokens);
        Assert.InRange(one.Timings.DecodedTokens, 1, 12);
        Assert.Equal(one.Timings.DecodedTokens == 12 ? ChatFinishReason.Length : ChatFinishReason.Stop, one.FinishReason);
    }

    [Fact]
    public async Task Stream_Pieces_JoinToTheWholeAndOnlyTheLastTellsTheEnd()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 3);
        using TextCompleter completer = new(model);
        TextCompletionOptions options = new() { MaxTokens = 60, Sampling = new() { Temperature = 1, Seed = 5 } };
        TextCompletionUpdate[] updates = await completer.StreamAsync("abc è", options, TestContext.Current.CancellationToken).ToArrayAsync(TestContext.Current.CancellationToken);
        TextCompletion whole = await completer.CompleteAsync("abc è", options, TestContext.Current.CancellationToken);
        Assert.Equal(whole.Text, string.Concat(updates.Select(update => update.Text)));
        Assert.True(updates.Length > 3);
        Assert.All(updates[..^1], update => Assert.True(update is { FinishReason: null, Timings: null } && update.Text.Length > 0));
        Assert.Equal(whole.FinishReason, updates[^1].FinishReason);
        Assert.NotNull(updates[^1].Timings);
    }

    [Theory]
    [InlineData("llama3", "Ciao", true, "<|begin_of_text|>Ciao")]
    [InlineData("llama3", "Ciao", false, "Ciao")]
    [InlineData("llama2", "Ciao", true, "<s> Ciao")]
    [InlineData("qwen3", "Ciao", true, "Ciao")]
    [InlineData("smollm2", "", true, "<|im_start|>")]
    public async Task Prompt_BeginningOfText_IsTheTokenizersRule(string tokenizer, string text, bool begin, string prompt)
    {
        using LocalModel model = await LoadAsync(tokenizer);
        int[] fed = await FedAsync(model, text, new() { MaxTokens = 1, BeginText = begin });
        Assert.Equal(prompt, model.Tokenizer.Decode(fed));
    }

    [Fact]
    public async Task Prompt_SpecialTokenInTheText_IsTextUnlessAskedFor()
    {
        using LocalModel model = await LoadAsync("llama3");
        int end = model.Tokenizer.FindId("<|end_of_text|>")!.Value;
        Assert.DoesNotContain(end, await FedAsync(model, "a<|end_of_text|>b", new() { MaxTokens = 1 }));
        Assert.Contains(end, await FedAsync(model, "a<|end_of_text|>b", new() { MaxTokens = 1, ReadSpecialTokens = true }));
    }

    [Fact]
    public async Task Prompt_TokenizerThatEndsTexts_IsLeftOpen()
    {
        string tokenizer = Directory.CreateDirectory(Path.Combine(_folder, "ends")).FullName;
        ByteTokenizer.Write(tokenizer);
        string file = Path.Combine(tokenizer, "tokenizer.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"version\":\"1.0\"", """
            "version":"1.0","post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|im_start|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"<|im_end|>","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],
            "special_tokens":{"<|im_start|>":{"id":"<|im_start|>","ids":[1],"tokens":["<|im_start|>"]},"<|im_end|>":{"id":"<|im_end|>","ids":[2],"tokens":["<|im_end|>"]}}}
            """, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using LocalModel model = await LoadTinyAsync(tokenizer, "open");
        Assert.Equal("<|im_start|>ab", model.Tokenizer.Decode(await FedAsync(model, "ab", new() { MaxTokens = 1 })));
        Assert.Equal("<|im_start|>ab<|im_end|>", model.Tokenizer.Decode(await FedAsync(model, "ab<|im_end|>", new() { MaxTokens = 1, ReadSpecialTokens = true })));
    }

    [Fact]
    public async Task Complete_Stop_EndsBeforeItAndSaysStop()
    {
        using TextCompleter completer = new(await embedded.LoadOnceAsync());
        TextCompletion free = await completer.CompleteAsync("1, 2, 3, 4,", new() { MaxTokens = 24 }, TestContext.Current.CancellationToken);
        string stop = free.Text[4..7];
        TextCompletion cut = await completer.CompleteAsync("1, 2, 3, 4,", new() { MaxTokens = 24, Stops = ["no such text", stop] }, TestContext.Current.CancellationToken);
        Assert.Equal(free.Text[..free.Text.IndexOf(stop, StringComparison.Ordinal)], cut.Text);
        Assert.Equal(ChatFinishReason.Stop, cut.FinishReason);
    }

    [Fact]
    public async Task Complete_Grammar_IsKeptAndEndsByItself()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 4);
        using TextCompleter completer = new(model);
        CompiledGrammar year = GrammarCompiler.CompileRegex("19[0-9]{2}|20[0-9]{2}", model.Vocabulary, null, TestContext.Current.CancellationToken);
        TextCompletion done = await completer.CompleteAsync("born in ", new() { Grammar = year }, TestContext.Current.CancellationToken);
        Assert.Matches("^(19|20)[0-9]{2}$", done.Text);
        Assert.Equal(ChatFinishReason.Stop, done.FinishReason);
        CompiledGrammar json = GrammarCompiler.Compile(SchemaDocument.Parse("""{"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"], "additionalProperties": false}"""), model.Vocabulary, null, TestContext.Current.CancellationToken);
        done = await completer.CompleteAsync("x", new() { Grammar = json }, TestContext.Current.CancellationToken);
        Assert.True(JsonDocument.Parse(done.Text).RootElement.GetProperty("on").ValueKind is JsonValueKind.True or JsonValueKind.False);
    }

    [Fact]
    public async Task Stream_GrammarThatDoesNotFit_IsRefusedAtTheCall()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 5), other = await RandomModels.LoadAsync(_folder, 6);
        using TextCompleter completer = new(model);
        CompiledGrammar digits = GrammarCompiler.CompileRegex("[0-9]", other.Vocabulary, null, TestContext.Current.CancellationToken);
        CompiledGrammar tools = GrammarCompiler.Compile(new ToolSet([new ToolDefinition("a", SchemaDocument.Parse("{}"))]), model.Vocabulary, null, TestContext.Current.CancellationToken);
        Assert.Throws<ArgumentException>(() => { completer.StreamAsync("a", new() { Grammar = digits }, TestContext.Current.CancellationToken); });
        Assert.Throws<ArgumentException>(() => { completer.StreamAsync("a", new() { Grammar = tools }, TestContext.Current.CancellationToken); });
        Assert.Throws<ArgumentException>(() => { completer.StreamAsync("a", new() { Grammar = digits, Stops = ["b"] }, TestContext.Current.CancellationToken); });
    }

    [Fact]
    public async Task Complete_Cancelled_ThrowsAndTheNextIsSound()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 7);
        using TextCompleter completer = new(model), fresh = new(model);
        TextCompletionOptions options = new() { MaxTokens = 40 };
        using CancellationTokenSource cancel = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TextCompletionUpdate _ in completer.StreamAsync("some text", options, cancel.Token)) await cancel.CancelAsync();
        });
        Assert.Equal((await fresh.CompleteAsync("some text", options, TestContext.Current.CancellationToken)).Text,
            (await completer.CompleteAsync("some text", options, TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task Complete_TextTooLong_IsAContextLengthException()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 8);
        using TextCompleter completer = new(model);
        await Assert.ThrowsAsync<ContextLengthException>(() => completer.CompleteAsync(new string('q', 5000), s_short, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Complete_NoTextAndNoTokenToBeginWith_IsEA5060()
    {
        ModelPackage package;
        using (LocalModel made = await RandomModels.LoadAsync(_folder, 9)) package = made.Package;
        await File.WriteAllTextAsync(package.PathOf(ModelDescriptor.FileName), (package.Descriptor with { Tokens = new() }).ToJson(), TestContext.Current.CancellationToken);
        using LocalModel model = await LocalModel.LoadAsync(ModelPackage.Open(package.Folder), null, TestContext.Current.CancellationToken);
        using TextCompleter completer = new(model);
        LocalModelException refused = await Assert.ThrowsAsync<LocalModelException>(() => completer.CompleteAsync("", s_short, TestContext.Current.CancellationToken));
        Assert.Equal("EA5060", refused.Code);
    }

    [Fact]
    public async Task PackageWithoutATemplate_CompletesButDoesNotChat()
    {
        string tokenizer = Directory.CreateDirectory(Path.Combine(_folder, "plain")).FullName;
        ByteTokenizer.Write(tokenizer);
        using LocalModel model = await LoadTinyAsync(tokenizer, "no-template");
        LocalModelException refused = Assert.Throws<LocalModelException>(() => new LocalChatClient(model));
        Assert.Equal("EA5501", refused.Code);
        Assert.Contains("chat template", refused.What, StringComparison.Ordinal);
        using TextCompleter completer = new(model);
        Assert.NotNull(await completer.CompleteAsync("text", s_short, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextCompletionOptions { MaxTokens = 0 });
        Assert.Throws<ArgumentException>(() => new TextCompletionOptions { Stops = [""] });
        Assert.Throws<ArgumentException>(() => new TextCompletionOptions { Stops = ["\ud83d"] });
        Assert.Throws<ArgumentNullException>(() => new TextCompletionOptions { Sampling = null! });
        TextCompletionOptions defaults = new();
        Assert.Equal((256, SamplingOptions.Greedy, 0, true, false), (defaults.MaxTokens, defaults.Sampling, defaults.Stops.Count, defaults.BeginText, defaults.ReadSpecialTokens));
    }

    /// <summary>What a text is fed as; the count that the model tells is the same.</summary>
    private static async Task<int[]> FedAsync(LocalModel model, string text, TextCompletionOptions options)
    {
        using TextCompleter completer = new(model);
        TextCompletion done = await completer.CompleteAsync(text, options, TestContext.Current.CancellationToken);
        int[] fed = TextCompleter.Encode(model, text, options);
        Assert.Equal(fed.Length, done.Timings.PromptTokens);
        return fed;
    }

    private async Task<LocalModel> LoadAsync(string tokenizer)
    {
        ModelManifestEntry entry = ModelManifest.Embedded.Models.First(entry => entry.StandIn?.Tokenizer == tokenizer || (tokenizer == "smollm2" && entry.Id.StartsWith("smollm2", StringComparison.Ordinal)));
        ModelArchitecture tiny = RandomModel.Of(RandomModel.Tiny).Architecture;
        ModelPackage package = await Converter.ConvertAsync(new()
        {
            Random = new(tiny with { Vocabulary = entry.Architecture.Vocabulary }),
            Entry = entry,
            Tokenizer = SharedData.Require("goldens", "tokenizers", $"{tokenizer}.tokenizer.json.gz"),
            ChatTemplate = SharedData.Require("goldens", "tokenizers-tiny", "chat_template.jinja"),
            Destination = Path.Combine(_folder, tokenizer),
        });
        return await LocalModel.LoadAsync(package);
    }

    private async Task<LocalModel> LoadTinyAsync(string tokenizer, string name)
        => await LocalModel.LoadAsync(await Converter.ConvertAsync(new()
        {
            Random = RandomModel.Of(RandomModel.Tiny), Tokenizer = tokenizer, Destination = Path.Combine(_folder, name),
        }));
}
