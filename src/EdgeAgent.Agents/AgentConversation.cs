using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>The messages of a user and an agent, turn after turn.</summary>
/// <remarks>
/// Not thread-safe: one turn at a time, and nobody reads <see cref="Messages"/> from another thread meanwhile; a second turn at once is
/// refused. However a turn ends (answer, limit, exception, cancellation, a reader that walks away) the next one can follow: every
/// tool call has exactly one result, except those that wait for approval. A turn of which nothing came (no text, no call) leaves no
/// trace; of an interrupted answer the text so far stays. The whole state is in the messages: to save a conversation, pending approvals
/// included, is to save them (<see cref="AIJsonUtilities.DefaultOptions"/> knows how), to restore it is to construct it from them.
/// </remarks>
public sealed class AgentConversation
{
    private readonly List<ChatMessage> _messages;
    private int _turnRuns;

    /// <summary>Starts an empty conversation.</summary>
    public AgentConversation() => _messages = [];

    /// <summary>Continues one.</summary>
    /// <param name="messages">What was said so far, copied as a list; a system message may stand first and replaces the agent's
    /// instructions.</param>
    /// <exception cref="AgentException">A tool call before the last message with calls has no result, or a result has no call.</exception>
    public AgentConversation(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        _messages = [.. messages];
        CallHistory.Verify(_messages);
    }

    /// <summary>
    /// Names the conversation in audit logs, 1 to 128 characters. Default a new one: to resume under the same name in another process, set
    /// it before the next turn.
    /// </summary>
    public string Id
    {
        get;
        set => field = value is { Length: >= 1 and <= 128 } ? value
            : throw new ArgumentException("Name the conversation with 1 to 128 characters.", nameof(value));
    } = Guid.NewGuid().ToString("N");

    /// <summary>Everything said so far, the agent's instructions not included.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Calls without a result, in the order the model made them: to dispatch, or waiting for approval.</summary>
    internal IReadOnlyList<FunctionCallContent> OpenCalls => CallHistory.OpenCalls(_messages);

    internal void BeginTurn()
    {
        if (Interlocked.Exchange(ref _turnRuns, 1) != 0)
        {
            throw new InvalidOperationException(
                "A turn of this conversation still runs. Await it or dispose its enumerator first, or use another conversation.");
        }
    }

    internal void Add(ChatMessage message) => _messages.Add(message);

    internal void AddResult(FunctionResultContent result) => CallHistory.AddResult(_messages, result);

    /// <summary>Gives every open call a result that says why it did not run.</summary>
    internal void CloseCalls(string why)
    {
        foreach (FunctionCallContent call in OpenCalls) AddResult(new(call.CallId, Tools.ToolResults.Error(why)));
    }

    /// <summary>Takes back a message that led to nothing.</summary>
    internal void RemoveLast(ChatMessage message)
    {
        if (_messages.Count > 0 && ReferenceEquals(_messages[^1], message)) _messages.RemoveAt(_messages.Count - 1);
    }

    internal void EndTurn() => Volatile.Write(ref _turnRuns, 0);
}
