using System.Runtime.CompilerServices;
using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using EdgeAgent.Inference;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>A model on this device: render, encode, prefill, decode under the tools' grammar. Runs no tool; an <see cref="Agent"/> does.</summary>
/// <remarks>
/// <para>Thread-safe; requests queue. Clients may share one <see cref="LocalModel"/>, which none of them disposes; each keeps the KV cache of
/// its last request, so that the next one computes only what is new. Cancelling stops within a decode step or a prefill chunk, and the next
/// request is sound.</para>
/// <para>A stream carries text, <see cref="ToolCallDelta"/>s while a call is written, a <see cref="FunctionCallContent"/> when it is whole, and
/// last the usage, <see cref="ModelCallTimings"/> and <see cref="GroundingReport"/>. A call that a limit cut off is not told; the finish reason is
/// then <see cref="ChatFinishReason.Length"/>.</para>
/// <para>A call carries its <see cref="CallConfidence"/>. Its opening counts as one choice, with the probability of beginning a call there and not
/// going on in text, however many tokens the model's trigger is; bonuses (<see cref="LocalChatOptions.GroundingBonus"/>) do not count.</para>
/// </remarks>
public sealed class LocalChatClient : IChatClient, IPromptMeter
{
    private readonly LocalModel _model;
    private readonly LocalChatOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ModelExecutor? _executor;
    private volatile bool _disposed;

    /// <summary>A client of a loaded model.</summary>
    /// <param name="model">The model; not disposed with the client.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="LocalModelException">EA5501: the package has no chat template.</exception>
    public LocalChatClient(LocalModel model, LocalChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _ = model.Prompt; // without one every request would fail
        (_model, _options) = (model, options ?? new());
    }

    /// <summary>A client over an executor of the caller's, which it disposes.</summary>
    internal LocalChatClient(LocalModel model, LocalChatOptions options, ModelExecutor executor) : this(model, options) => _executor = executor;

    /// <summary>Streams one model call.</summary>
    /// <param name="messages">The conversation so far; copied here, never changed.</param>
    /// <param name="options">
    /// Honoured: instructions, tools, tool mode, one call or several, answer format, token limit, stop sequences (which end text, never a call), temperature, top-p,
    /// top-k, penalties and seed. Without a temperature decoding is greedy. Background responses are never needed. Everything else is refused by name.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LocalModelException">An option or a content that this model cannot honour.</exception>
    /// <exception cref="ContextLengthException">The rendered prompt leaves no room for an answer.</exception>
    /// <exception cref="GrammarException">A tool's schema asks what no mask can enforce.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return StreamAsync([.. messages], options?.Clone(), cancellationToken);
    }

    /// <summary>The same call, returned whole: collects the stream, so there is one loop. How calls grew is left out.</summary>
    /// <inheritdoc cref="GetStreamingResponseAsync"/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => GetStreamingResponseAsync(messages, options, cancellationToken)
            .Where(update => !update.Contents.Any(content => content is ToolCallDelta)) // an update has one content
            .ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PromptMeasure> MeasureAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<ChatMessage> all = [.. messages];
        IReadOnlyList<AIFunctionDeclaration> tools = ChatRequest.Declarations(options);
        int whole = Count(tools), withoutTools = tools.Count == 0 ? whole : Count([]);
        int system = _model.Tokenizer.CountTokens(options?.Instructions) + all.Where(message => message.Role == ChatRole.System).Sum(message => _model.Tokenizer.CountTokens(message.Text));
        system = Math.Min(system, withoutTools); // a template may trim it; the sum of the parts is exact, and none is negative
        return ValueTask.FromResult(new PromptMeasure(system, whole - withoutTools, withoutTools - system,
            options?.MaxOutputTokens ?? _options.MaxOutputTokens, _model.ContextLength, IsEstimate: false));

        int Count(IReadOnlyList<AIFunctionDeclaration> shown) => ChatRequest.Encode(_model, ChatRequest.Render(_model, all, options, shown)).Length;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata("edgeagent", null, _model.Package.Descriptor.Id);
        if (serviceType.IsInstanceOfType(_model)) return _model;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Frees the KV cache. A stream that is still being read ends with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _executor?.Dispose();
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long begun = _options.TimeProvider.GetTimestamp();
        ChatRequest request = await Task.Run(() => ChatRequest.Read(_model, _options, messages, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        string responseId = Guid.NewGuid().ToString("N");
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this); // while it waited
            Answer answer = new(_model, _options, _executor ??= _model.Loaded.CreateExecutor(), request);
            while (!answer.IsFinished)
            {
                // On the thread pool: the caller's thread stays free, and a stream that is not read waits instead of running ahead.
                foreach (AIContent content in await Task.Run(() => answer.Next(cancellationToken), cancellationToken).ConfigureAwait(false))
                    yield return Update(responseId, content);
            }
            yield return Last(responseId, answer, begun);
        }
        finally
        {
            _turn.Release();
        }
    }

    private ChatResponseUpdate Update(string responseId, AIContent content) => new(ChatRole.Assistant, [content])
    {
        ResponseId = responseId,
        MessageId = responseId,
        ModelId = _model.Package.Descriptor.Id,
    };

    private ChatResponseUpdate Last(string responseId, Answer answer, long begun)
    {
        DecodeStatistics counts = answer.Statistics;
        ChatResponseUpdate update = Update(responseId, new UsageContent(new UsageDetails
        {
            InputTokenCount = counts.PromptTokens,
            OutputTokenCount = counts.DecodedTokens + counts.ForcedTokens,
            TotalTokenCount = counts.PromptTokens + counts.DecodedTokens + counts.ForcedTokens,
            CachedInputTokenCount = counts.CachedTokens,
            AdditionalCounts = new() { [ModelCallTimings.ForcedTokensKey] = counts.ForcedTokens },
        }));
        update.MessageId = null; // so that its properties are the response's, not the message's
        update.FinishReason = answer.FinishReason;
        update.AdditionalProperties = new()
        {
            [ModelCallTimings.Key] = answer.Timings(_options.TimeProvider.GetElapsedTime(begun)),
        };
        if (answer.Grounding is { } grounding) update.AdditionalProperties[GroundingReport.Key] = grounding;
        return update;
    }
}
