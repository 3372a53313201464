using System.Runtime.CompilerServices;
using System.Text;
using EdgeAgent.Inference;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>Continues plain texts: no conversation, no chat template, no tools. What base models are for.</summary>
/// <remarks>Thread-safe; requests queue. Completers and chat clients may share one <see cref="LocalModel"/>, which none of them disposes; each keeps the KV
/// cache of its last text, so that one that begins alike computes only what is new. Cancelling stops within a decode step or a prefill chunk, and the
/// next request is sound. The package needs a tokenizer, but no chat template.</remarks>
public sealed class TextCompleter : IDisposable
{
    private readonly LocalModel _model;
    private readonly LocalChatOptions _loop;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ModelExecutor? _executor;
    private volatile bool _disposed;

    /// <summary>A completer of a loaded model.</summary>
    /// <param name="model">The model; not disposed with the completer.</param>
    /// <param name="clock">The clock of the timings; null for the system's.</param>
    public TextCompleter(LocalModel model, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _loop) = (model, new() { TimeProvider = clock ?? TimeProvider.System });
    }

    /// <summary>Streams what follows a text; the last update tells why it ended.</summary>
    /// <param name="text">The text; may be empty where the model has a token to begin with.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">The grammar was compiled for another vocabulary or for tool calls, or stops are given beside it.</exception>
    /// <exception cref="LocalModelException">EA5060: the text has no tokens, and the model none to begin with.</exception>
    /// <exception cref="ContextLengthException">The text leaves no room for a continuation.</exception>
    public IAsyncEnumerable<TextCompletionUpdate> StreamAsync(string text, TextCompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_disposed, this);
        options ??= new();
        CheckGrammar(options);
        return StreamCheckedAsync(text, options, cancellationToken);
    }

    /// <summary>The same, returned whole: collects the stream.</summary>
    /// <inheritdoc cref="StreamAsync"/>
    public async Task<TextCompletion> CompleteAsync(string text, TextCompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        StringBuilder all = new();
        TextCompletionUpdate last = new("");
        await foreach (TextCompletionUpdate update in StreamAsync(text, options, cancellationToken).ConfigureAwait(false))
        {
            all.Append(update.Text);
            last = update;
        }
        return new(all.ToString(), last.FinishReason!.Value, last.Timings!);
    }

    /// <summary>Frees the KV cache. A stream that is still being read ends with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _executor?.Dispose();
    }

    private async IAsyncEnumerable<TextCompletionUpdate> StreamCheckedAsync(
        string text, TextCompletionOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long begun = _loop.TimeProvider.GetTimestamp();
        int[] prompt = await Task.Run(() => Encode(_model, text, options), cancellationToken).ConfigureAwait(false);
        ChatRequest request = new(prompt, options.Grammar, [], null, options.MaxTokens, options.Sampling, options.Stops);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this); // while it waited
            Answer answer = new(_model, _loop, _executor ??= _model.Loaded.CreateExecutor(), request);
            while (!answer.IsFinished)
            {
                // On the thread pool, as a chat client does: a stream that is not read waits instead of running ahead.
                foreach (AIContent content in await Task.Run(() => answer.Next(cancellationToken), cancellationToken).ConfigureAwait(false))
                    yield return new(((TextContent)content).Text);
            }
            yield return new("") { FinishReason = answer.FinishReason, Timings = answer.Timings(_loop.TimeProvider.GetElapsedTime(begun)) };
        }
        finally
        {
            _turn.Release();
        }
    }

    private void CheckGrammar(TextCompletionOptions options)
    {
        if (options.Grammar is not { } grammar) return;
        if (grammar.Vocabulary != _model.Vocabulary)
            throw new ArgumentException("The grammar was compiled for another vocabulary: compile it for LocalModel.Vocabulary.", nameof(options));
        if (grammar.Tools is not null) throw new ArgumentException("The grammar is one of tool calls: a chat client calls tools.", nameof(options));
        if (options.Stops.Count > 0) throw new ArgumentException("Stops would cut what the grammar holds together: leave them out.", nameof(options));
    }

    /// <summary>The ids that a text is fed as.</summary>
    internal static int[] Encode(LocalModel model, string text, TextCompletionOptions options)
    {
        EncodeOptions plain = new() { AddedTokens = options.ReadSpecialTokens ? AddedTokenMatching.All : AddedTokenMatching.NonSpecial };
        int[] ids = model.Tokenizer.Encode(text, options.BeginText ? plain with { AddSpecialTokens = true } : plain);
        SpecialTokens tokens = model.Package.Descriptor.Tokens;
        // A tokenizer may end texts, too; this one is to go on. An end that the text itself spells stays.
        if (options.BeginText && ids.Length > 0 && tokens.Eos.Contains(ids[^1]) && ids.AsSpan(0, ids.Length - 1).EndsWith(model.Tokenizer.Encode(text, plain)))
            ids = ids[..^1];
        if (ids.Length > 0) return ids;
        int? first = tokens.Bos ?? (tokens.Eos.Count > 0 ? tokens.Eos[0] : null); // models without a beginning token saw texts after the end of others
        return first is int id ? [id] : throw new LocalModelException("EA5060", "The text has no tokens, and the model has none to begin with.",
            "the text", "Give one character at least.");
    }
}
