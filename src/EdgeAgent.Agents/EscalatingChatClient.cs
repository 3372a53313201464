using System.Runtime.CompilerServices;
using EdgeAgent.Agents.Escalation;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>Asks the local model first; what it is not sure of, or what is beyond it, goes to the user or, where that is allowed, to another
/// client such as an OpenAI-compatible cluster.</summary>
/// <remarks>
/// Nothing leaves the device unless <see cref="EscalationOptions.Remote"/> and <see cref="EscalationOptions.Allow"/> are both set and the
/// latter says yes to exactly what is sent; the response says what happened (<see cref="EscalationNote"/>). Text streams as it comes; tool
/// calls come when the local model has ended, for only then all of them have a confidence. Text that stood before a doubted call stays. Thread-safe
/// if both clients are; disposes the local one.
/// </remarks>
/// <example><code>
/// Agent agent = new(new EscalatingChatClient(local, new() { Action = DoubtAction.Escalate, Remote = cluster, Allow = AskTheUser }), options);
/// </code></example>
public sealed class EscalatingChatClient : DelegatingChatClient
{
    private readonly EscalationOptions _options;

    /// <summary>Wraps the local client.</summary>
    /// <param name="local">The client asked first.</param>
    /// <param name="options">When and what then; null takes the defaults, under which doubted calls wait for approval.</param>
    public EscalatingChatClient(IChatClient local, EscalationOptions? options = null)
        : base(local) => _options = options ?? new();

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync([.. messages], options, cancellationToken);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EscalationNote? note = null;
        if (await BeyondLocalAsync(messages, options, cancellationToken).ConfigureAwait(false) is { } reason)
        {
            note = new(reason, EscalationOutcome.NotAllowed, 0, null);
            if (await AllowedAsync(new(reason, Outgoing(messages), options?.Clone(), null), cancellationToken).ConfigureAwait(false) is { } sent)
            {
                await foreach (ChatResponseUpdate update in AskRemoteAsync(sent, cancellationToken).ConfigureAwait(false)) yield return update;
                yield break;
            }
        }
        List<FunctionCallContent> calls = [];
        List<ChatResponseUpdate> held = [];
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            calls.AddRange(update.Contents.OfType<FunctionCallContent>());
            // From the first call on everything waits, the end of the answer included: its reason depends on what becomes of the calls.
            if (calls.Count > 0) held.Add(update);
            else yield return update;
        }
        CallConfidence? lowest = Doubts.Lowest(calls);
        bool doubted = lowest?.Call < _options.MinConfidence;
        if (doubted && _options.Action == DoubtAction.Escalate)
        {
            EscalationRequest request = new(EscalationReason.LowConfidence, Outgoing(messages), options?.Clone(), lowest);
            if (await AllowedAsync(request, cancellationToken).ConfigureAwait(false) is { } sent)
            {
                foreach (ChatResponseUpdate usage in held.Where(u => u.Contents.Any(c => c is UsageContent))) yield return UsageAlone(usage);
                await foreach (ChatResponseUpdate update in AskRemoteAsync(sent, cancellationToken).ConfigureAwait(false)) yield return update;
                yield break;
            }
        }
        if (doubted) note = Doubt(calls, held, lowest!);
        foreach (ChatResponseUpdate update in held) yield return update;
        if (note is not null) yield return Note(note);
    }

    private async ValueTask<EscalationReason?> BeyondLocalAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (_options.IsBeyondLocal?.Invoke(messages, options) == true) return EscalationReason.Policy;
        if (!_options.WhenContextTooLong || _options.Remote is null || InnerClient.GetService<IPromptMeter>() is not { } meter) return null;
        PromptMeasure measure = await meter.MeasureAsync(messages, options, cancellationToken).ConfigureAwait(false);
        return measure.Fits ? null : EscalationReason.ContextTooLong;
    }

    /// <summary>The request if it may leave, else null.</summary>
    private async ValueTask<EscalationRequest?> AllowedAsync(EscalationRequest request, CancellationToken cancellationToken)
    {
        if (_options.Remote is null || _options.Allow is null) return null;
        // What is asked about is another copy than what is sent: it cannot be changed between the two.
        EscalationRequest shown = request with { Messages = Copy(request.Messages), Options = request.Options?.Clone() };
        return await _options.Allow(shown, cancellationToken).ConfigureAwait(false) ? request : null;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> AskRemoteAsync(EscalationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ChatResponseUpdate update in _options.Remote!.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken)
            .ConfigureAwait(false)) yield return update;
        yield return Note(new(request.Reason, EscalationOutcome.Escalated, request.Messages.Count, request.Confidence));
    }

    /// <summary>Marks or drops the doubted calls; one doubted call makes all of the answer doubtful, for they were meant together.</summary>
    private EscalationNote Doubt(List<FunctionCallContent> calls, List<ChatResponseUpdate> held, CallConfidence lowest)
    {
        if (_options.Action != DoubtAction.Abstain)
        {
            calls.ForEach(Doubts.Mark);
            return new(EscalationReason.LowConfidence,
                _options.Action == DoubtAction.AskUser ? EscalationOutcome.AskedUser : EscalationOutcome.NotAllowed, 0, lowest);
        }
        foreach (ChatResponseUpdate update in held)
        {
            if (update.Contents.Any(c => c is FunctionCallContent)) update.Contents = [.. update.Contents.Where(c => c is not FunctionCallContent)];
            if (update.FinishReason == ChatFinishReason.ToolCalls) update.FinishReason = ChatFinishReason.Stop;
        }
        held[0].Contents = [.. held[0].Contents, new TextContent(_options.AbstainText)];
        return new(EscalationReason.LowConfidence, EscalationOutcome.Abstained, 0, lowest);
    }

    private IReadOnlyList<ChatMessage> Outgoing(IReadOnlyList<ChatMessage> messages) =>
        _options.Redact is { } redact ? [.. redact(Copy(messages))] : Copy(messages);

    private static IReadOnlyList<ChatMessage> Copy(IReadOnlyList<ChatMessage> messages) => [.. messages.Select(m =>
    {
        ChatMessage copy = m.Clone();
        copy.Contents = [.. m.Contents];
        return copy;
    })];

    /// <summary>Tokens that the local model used belong to the answer whoever writes it.</summary>
    private static ChatResponseUpdate UsageAlone(ChatResponseUpdate update) => new(update.Role, [.. update.Contents.OfType<UsageContent>()]);

    private static ChatResponseUpdate Note(EscalationNote note) => new() { AdditionalProperties = new() { [EscalationNote.Key] = note } };
}
