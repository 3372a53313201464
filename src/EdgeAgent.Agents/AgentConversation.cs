using System.Text;
using EdgeAgent.Agents.Context;
using EdgeAgent.Agents.Json;
using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>The messages of a user and an agent, turn after turn.</summary>
/// <remarks>
/// Not thread-safe: one turn at a time, and nobody reads <see cref="Messages"/> from another thread meanwhile; a second turn at once is
/// refused. However a turn ends (answer, limit, exception, cancellation, a reader that walks away) the next one can follow: every
/// tool call has exactly one result, except those that wait for approval. A turn of which nothing came (no text, no call) leaves no
/// trace; of an interrupted answer the text so far stays. The whole state is in the messages: to
/// save a conversation, pending approvals included, is to save them (<see cref="Save"/>), to restore it is to construct it from them.
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
    /// Names the conversation in audit logs and telemetry, 1 to 128 characters. Default a new name; saved with the conversation.
    /// </summary>
    public string Id
    {
        get;
        set => field = value is { Length: >= 1 and <= 128 } ? value
            : throw new ArgumentException("Name the conversation with 1 to 128 characters.", nameof(value));
    } = Guid.NewGuid().ToString("N");

    /// <summary>Everything said so far, the agent's instructions not included.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>The conversation as JSON text, for <see cref="Load"/> in any process and any later version.</summary>
    /// <remarks>
    /// Kept: the id; every message with role, contents, ids, author and time; calls with id and arguments, informational ones marked, those that
    /// wait for approval waiting; results; additional properties, <see cref="CallConfidence"/> among them. Left out: exceptions of calls
    /// and results (the model's text about them stays), the client's raw representations, additional properties that JSON cannot hold, and
    /// what the last prompt left out, which is found anew. The text holds what was said as it is: protect it like the conversation.
    /// </remarks>
    /// <exception cref="AgentException">EA6034: a content, argument or result that JSON cannot hold; EA6035: it takes over 64 MiB.</exception>
    public string Save()
    {
        using MemoryStream json = ConversationJson.Write(Id, _messages);
        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
    }

    /// <summary>Writes what <see cref="Save"/> returns, in UTF-8.</summary>
    /// <param name="stream">Where to; stays open. Nothing is written when the conversation cannot be saved.</param>
    /// <param name="cancellationToken">Stops the writing, perhaps in the middle.</param>
    /// <exception cref="AgentException">As <see cref="Save"/>.</exception>
    public async Task SaveAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream json = ConversationJson.Write(Id, _messages);
        await stream.WriteAsync(json.GetBuffer().AsMemory(0, (int)json.Length), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores a saved conversation.</summary>
    /// <param name="json">What <see cref="Save"/> returned, at most 64 MiB of UTF-8. The bare array of messages that
    /// <see cref="AIJsonUtilities.DefaultOptions"/> writes is read too.</param>
    /// <exception cref="AgentException">EA6032: damaged, and where; EA6033: saved by a newer version; EA6035: too long; EA6010: calls and
    /// results do not belong together.</exception>
    public static AgentConversation Load(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > ConversationJson.MaxBytes) throw ConversationJson.TooLong();
        return Restored(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Restores a saved conversation.</summary>
    /// <param name="stream">UTF-8 text as of <see cref="Load"/>; read to its end and left open. No more than 64 MiB are read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="AgentException">As <see cref="Load"/>.</exception>
    public static async Task<AgentConversation> LoadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream json = new();
        byte[] buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            json.Write(buffer, 0, read);
            if (json.Length > ConversationJson.MaxBytes) throw ConversationJson.TooLong();
        }
        return Restored(json.GetBuffer().AsMemory(0, (int)json.Length));
    }

    private static AgentConversation Restored(ReadOnlyMemory<byte> utf8)
    {
        (string? id, List<ChatMessage> messages) = ConversationJson.Read(utf8);
        AgentConversation conversation = new(messages);
        if (id is not null) conversation.Id = id;
        return conversation;
    }

    /// <summary>Calls without a result, in the order the model made them: to dispatch, or waiting for approval.</summary>
    internal IReadOnlyList<FunctionCallContent> OpenCalls => CallHistory.OpenCalls(_messages);

    /// <summary>What the last prompt left out.</summary>
    internal ContextCut Cut { get; set; } = ContextCut.None;

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
