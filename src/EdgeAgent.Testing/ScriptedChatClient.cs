using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>A model that says what it was told to say, answer after answer: for tests of agents, tools and anything over an
/// <see cref="IChatClient"/>.</summary>
/// <remarks>
/// Thread-safe; requests take their answers in the order they come. The streaming and the plain call answer the same. Honours
/// cancellation before each piece, as a model does before each token. Asked more often than it has answers it throws.
/// </remarks>
/// <example><code>
/// using var model = new ScriptedChatClient(
///     new ScriptedAnswer().Call("get_weather", """{"city": "Milano"}"""),
///     new ScriptedAnswer().Text("It is sunny in Milano."));
/// AgentTurnResult result = await new Agent(model, options).RunAsync(new AgentConversation(), "Weather in Milano?");
/// </code></example>
public sealed class ScriptedChatClient : IChatClient
{
    private readonly Lock _lock = new();
    private readonly ScriptedAnswer[] _answers;
    private readonly List<ScriptedRequest> _requests = [];
    private int _calls;

    /// <summary>Makes the client.</summary>
    /// <param name="answers">One answer for each request.</param>
    public ScriptedChatClient(params IEnumerable<ScriptedAnswer> answers) => _answers = [.. answers];

    /// <summary>The clock of <see cref="ScriptedAnswer.Wait"/>. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get { lock (_lock) return [.. _requests]; }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ScriptedRequest request = new([.. messages.Select(Copy)], options?.Clone());
        return StreamAsync(Take(request), request, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    internal string NextCallId() => $"call_{Interlocked.Increment(ref _calls)}";

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        ScriptedAnswer answer, ScriptedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        answer.Expectation?.Invoke(request);
        foreach (Func<ScriptedChatClient, CancellationToken, ValueTask<AIContent?>> piece in answer.Pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await piece(this, cancellationToken).ConfigureAwait(false) is { } content) yield return Update([content]);
        }
        cancellationToken.ThrowIfCancellationRequested();
        yield return Update([], answer.Reason ?? (answer.Calls > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop));
    }

    private ScriptedAnswer Take(ScriptedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            if (_requests.Count <= _answers.Length) return _answers[_requests.Count - 1];
        }
        throw new InvalidOperationException($"The script has {_answers.Length} answers and the model was asked once more.");
    }

    private static ChatResponseUpdate Update(IList<AIContent> contents, ChatFinishReason? reason = null) =>
        new(ChatRole.Assistant, contents) { FinishReason = reason };

    private static ChatMessage Copy(ChatMessage message)
    {
        ChatMessage copy = message.Clone();
        copy.Contents = [.. message.Contents];
        return copy;
    }
}
