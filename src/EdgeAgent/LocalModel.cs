using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.Inference;
using EdgeAgent.Models;
using EdgeAgent.Templates;
using EdgeAgent.Tokenizers;

namespace EdgeAgent;

/// <summary>A model package ready to answer: sessions, tokenizer, chat template and the tokenizer's vocabulary as the grammar sees it.</summary>
/// <remarks>
/// Thread-safe: any number of <see cref="LocalChatClient"/>s and <see cref="TextCompleter"/>s share one. The maker disposes it, after them: they do not. A package
/// without a chat template can only complete texts.
/// </remarks>
public sealed class LocalModel : IDisposable
{
    private const string TemplateFix = "Convert it from a source that has one, or put the template's file into the package's folder and name it in `chatTemplate`.";

    private LocalModel(LoadedModel loaded, Tokenizer tokenizer, ChatTemplate? template, GrammarCache grammars, TimeSpan loadTime)
    {
        (Loaded, Tokenizer, Grammars, LoadTime) = (loaded, tokenizer, grammars, loadTime);
        ModelDescriptor descriptor = loaded.Package.Descriptor;
        Template = template is null ? null : new ChatPrompt(template, new ChatPromptOptions
        {
            // Gemma has runs of white space as added tokens: no structure, and better read as it was trained.
            AddedTokens = [.. tokenizer.AddedTokens.Select(token => token.Content).Where(token => !string.IsNullOrWhiteSpace(token))],
            ToolCalls = template.Uses("tools") ? ToolCallStyle.Native : ToolCallStyle.Rewritten,
            SupportsSystem = ShowsSystem(template),
        });
        MayReason = template?.Uses("enable_thinking") ?? false;
        BosToken = Text(descriptor.Tokens.Bos);
        EosToken = Text(descriptor.Tokens.Eos.Count > 0 ? descriptor.Tokens.Eos[0] : null);
    }

    /// <summary>The package that was loaded.</summary>
    public ModelPackage Package => Loaded.Package;

    /// <summary>The package's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The sessions, for a decode loop of one's own.</summary>
    public LoadedModel Loaded { get; }

    /// <summary>What loading took.</summary>
    public TimeSpan LoadTime { get; }

    /// <summary>Tokens that a conversation may hold, the answer included.</summary>
    public int ContextLength => Loaded.Capacity;

    /// <summary>The tokenizer's vocabulary in the model's size, for grammars of one's own.</summary>
    public GrammarVocabulary Vocabulary => Grammars.Vocabulary;

    /// <exception cref="LocalModelException">EA5501: the package has no chat template.</exception>
    internal ChatPrompt Prompt => Template ?? throw Missing(Package, "chat template", "it only continues texts", TemplateFix);

    private ChatPrompt? Template { get; }

    /// <summary>Whether the chat template has Hugging Face's switch for reasoning.</summary>
    internal bool MayReason { get; }

    /// <summary>The special token that stands around strings in the model's calls, where the grammar counts it as its bytes; else null.</summary>
    internal int? DelimiterId { get; private init; }

    internal string? BosToken { get; }

    internal string? EosToken { get; }

    internal GrammarCache Grammars { get; }

    /// <summary>Loads a package: the sessions on one thread, tokenizer, template and vocabulary on another.</summary>
    /// <param name="package">An opened package.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="cancellationToken">Gives up waiting; what was loaded is disposed.</param>
    /// <exception cref="LocalModelException">The package has no tokenizer, or writes tool calls in a style that is not known.</exception>
    /// <exception cref="InferenceException">ONNX Runtime refused a graph.</exception>
    public static async Task<LocalModel> LoadAsync(
        ModelPackage package, LocalModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        long start = Stopwatch.GetTimestamp();
        if (package.Descriptor.Tokenizer is not string tokenizerFile)
            throw Missing(package, "tokenizer", "it holds a model of token ids only", "Convert it again with --tokenizer FILE; put the tokenizer.json of another tool's package into its folder.");
        string? templateText = package.ReadChatTemplate();
        Task<LoadedModel> loading = Task.Run(() => LoadedModel.Load(package, options?.Inference), cancellationToken);
        try
        {
            Tokenizer tokenizer = Tokenizer.Load(package.PathOf(tokenizerFile));
            ChatTemplate? template = templateText is null ? null : ChatTemplate.Compile(templateText);
            ToolCallSyntax syntax = ToolCallSyntaxes.Of(package.Descriptor.ToolCalls, template?.Uses("tools") ?? true, package.PathOf(ModelDescriptor.FileName));
            int? delimiter = syntax.StringDelimiter is string text && tokenizer.FindId(text) is int id && tokenizer.IsSpecial(id) ? id : null;
            GrammarCache grammars = new(VocabularyOf(package.Descriptor, tokenizer, delimiter), syntax);
            LoadedModel loaded = await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new LocalModel(loaded, tokenizer, template, grammars, Stopwatch.GetElapsedTime(start)) { DelimiterId = delimiter };
        }
        catch
        {
            _ = loading.ContinueWith(static done => done.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Loaded.Dispose();

    /// <summary>Templates without a system turn refuse one or leave it out without a word, so one is tried.</summary>
    private static bool ShowsSystem(ChatTemplate template)
    {
        const string Probe = "system-probe";
        try
        {
            return template.Render(new ChatTemplateInput
            {
                Messages =
                [
                    new JsonObject { ["role"] = "system", ["content"] = Probe },
                    new JsonObject { ["role"] = "user", ["content"] = "user-probe" },
                ],
                BosToken = "",
                EosToken = "",
            }).Contains(Probe, StringComparison.Ordinal);
        }
        catch (TemplateException)
        {
            return false;
        }
    }

    private string? Text(int? id) => id is { } known ? Tokenizer.Decode([known]) : null;

    private static LocalModelException Missing(ModelPackage package, string what, string so, string fix) =>
        new("EA5501", $"The package has no {what}: {so}.", package.PathOf(ModelDescriptor.FileName), fix);

    /// <summary>The vocabulary in the model's size: ids that the tokenizer lacks have no bytes, so no grammar allows them.</summary>
    private static GrammarVocabulary VocabularyOf(ModelDescriptor descriptor, Tokenizer tokenizer, int? delimiter)
    {
        int size = descriptor.Architecture.Vocabulary;
        IEnumerable<int> special = Enumerable.Range(0, Math.Min(size, tokenizer.VocabularySize)).Where(id => tokenizer.IsSpecial(id) && id != delimiter);
        return new GrammarVocabulary(size, id => tokenizer.TokenBytes(id).ToArray(), special, descriptor.Tokens.Eos.Where(id => id < size),
            delimiter is int between ? new DelimitedRuns(tokenizer, between).Encode : tokenizer.EncodeContinuation);
    }
}
