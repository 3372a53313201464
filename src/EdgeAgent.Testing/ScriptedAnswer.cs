using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>What a <see cref="ScriptedChatClient"/> answers to one request: pieces of text, tool calls, pauses, an exception, in
/// order.</summary>
/// <remarks>Immutable: each method returns a longer answer.</remarks>
/// <example><c>new ScriptedAnswer().Text("One moment.").Call("set_light", """{"room": "kitchen"}""")</c></example>
public sealed record ScriptedAnswer
{
    internal ImmutableList<Func<ScriptedChatClient, CancellationToken, ValueTask<AIContent?>>> Pieces { get; init; } = [];

    internal Action<ScriptedRequest>? Expectation { get; init; }

    internal ChatFinishReason? Reason { get; init; }

    internal int Calls { get; init; }

    /// <summary>Writes text, each piece in an update of its own.</summary>
    /// <param name="pieces">The pieces as they would stream.</param>
    public ScriptedAnswer Text(params IEnumerable<string> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return pieces.Aggregate(this, (answer, piece) => answer.Content(new TextContent(piece)));
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <param name="callId">The id; when null the client numbers its calls: <c>call_1</c>, <c>call_2</c>, …</param>
    /// <exception cref="JsonException">The arguments are no JSON object.</exception>
    public ScriptedAnswer Call(string name, string arguments = "{}", string? callId = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        using JsonDocument json = JsonDocument.Parse(arguments);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException($"The arguments of '{name}' are no JSON object: {arguments}");
        ImmutableList<KeyValuePair<string, object?>> values =
            [.. json.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object?)p.Value.Clone()))];
        return Then((client, _) => ValueTask.FromResult<AIContent?>(
            new FunctionCallContent(callId ?? client.NextCallId(), name, values.ToDictionary()))) with { Calls = Calls + 1 };
    }

    /// <summary>Sends any other content: a growing tool call, reasoning, a call that could not be parsed.</summary>
    /// <param name="content">The content, in an update of its own.</param>
    public ScriptedAnswer Content(AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Then((_, _) => ValueTask.FromResult<AIContent?>(content));
    }

    /// <summary>Reports the tokens used.</summary>
    /// <param name="input">Tokens of the prompt.</param>
    /// <param name="output">Tokens written.</param>
    public ScriptedAnswer Usage(long input, long output) =>
        Content(new UsageContent(new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output }));

    /// <summary>Waits, on the client's clock.</summary>
    /// <param name="time">How long; <see cref="Timeout.InfiniteTimeSpan"/> hangs until the request is cancelled.</param>
    public ScriptedAnswer Wait(TimeSpan time) => Then(async (client, cancellationToken) =>
    {
        await Task.Delay(time, client.TimeProvider, cancellationToken).ConfigureAwait(false);
        return null;
    });

    /// <summary>Runs code between two pieces: to cancel a token, to look at the state of a test.</summary>
    /// <param name="action">The code.</param>
    public ScriptedAnswer Do(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Then((_, _) =>
        {
            action();
            return ValueTask.FromResult<AIContent?>(null);
        });
    }

    /// <summary>Breaks off with an exception.</summary>
    /// <param name="exception">What the request throws.</param>
    public ScriptedAnswer Throw(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Then((_, _) => ValueTask.FromException<AIContent?>(exception));
    }

    /// <summary>Ends with this finish reason instead of <c>stop</c>, or <c>tool_calls</c> where there are calls.</summary>
    /// <param name="reason">The reason.</param>
    public ScriptedAnswer Finish(ChatFinishReason reason) => this with { Reason = reason };

    /// <summary>Looks at the request before it is answered; what it throws, the request throws.</summary>
    /// <param name="expectation">An assertion on the messages and options.</param>
    public ScriptedAnswer Expect(Action<ScriptedRequest> expectation) => this with { Expectation = Expectation + expectation };

    private ScriptedAnswer Then(Func<ScriptedChatClient, CancellationToken, ValueTask<AIContent?>> piece) =>
        this with { Pieces = Pieces.Add(piece) };
}
