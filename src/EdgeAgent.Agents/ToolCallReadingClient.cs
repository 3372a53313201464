using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>Finds the tool calls that another client left in its model's text, and mends arguments of the wrong JSON type, as far as
/// <see cref="ToolCallRepairKind"/> declares it.</summary>
/// <remarks>
/// For models behind servers that return calls as plain text. The local model of EdgeAgent does not need it: its grammar makes the calls.
/// Does nothing to requests without tools or with <see cref="ChatToolMode.None"/>. See <see cref="ToolCallReader"/> for what it reads and why
/// an agent does not do this by itself. Thread-safe if the inner client is; disposes it.
/// </remarks>
/// <example><code>Agent agent = new(new ToolCallReadingClient(clientOfTheServer), options);</code></example>
public sealed class ToolCallReadingClient : DelegatingChatClient
{
    private readonly ToolCallReaderOptions _options;

    /// <summary>Wraps a client.</summary>
    /// <param name="innerClient">The client that talks to the model.</param>
    /// <param name="options">Formats and repairs; null takes the defaults.</param>
    public ToolCallReadingClient(IChatClient innerClient, ToolCallReaderOptions? options = null)
        : base(innerClient) => _options = options ?? new();

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        ToolsOf(options) is { } tools
            ? ReadAsync(base.GetResponseAsync(messages, options, cancellationToken), tools)
            : base.GetResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IAsyncEnumerable<ChatResponseUpdate> updates = base.GetStreamingResponseAsync(messages, options, cancellationToken);
        return ToolsOf(options) is { } tools ? ReadAsync(updates, tools, cancellationToken) : updates;
    }

    private static IReadOnlyList<AIFunctionDeclaration>? ToolsOf(ChatOptions? options) =>
        options is { Tools.Count: > 0, ToolMode: not NoneChatToolMode } ? [.. options.Tools.OfType<AIFunctionDeclaration>()] : null;

    private async Task<ChatResponse> ReadAsync(Task<ChatResponse> answer, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        ChatResponse response = await answer.ConfigureAwait(false);
        bool called = false;
        foreach (ChatMessage message in response.Messages.Where(m => m.Role == ChatRole.Assistant))
        {
            ToolCallReader reader = new(_options, tools);
            List<AIContent> contents = [];
            foreach (AIContent content in message.Contents) Take(contents, reader, content);
            contents.AddRange(reader.Finish(cut: response.FinishReason == ChatFinishReason.Length));
            message.Contents = contents;
            called |= HasCall(contents);
        }
        response.FinishReason = Reason(response.FinishReason, called);
        return response;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, IReadOnlyList<AIFunctionDeclaration> tools,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ToolCallReader reader = new(_options, tools);
        ChatResponseUpdate? last = null;
        bool called = false;
        await foreach (ChatResponseUpdate update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (last is not null && last.MessageId is { } previous && update.MessageId is { } next && previous != next)
            {
                // Another message begins: what the one before held back is its own.
                ChatResponseUpdate rest = Rest(last, reader.Finish());
                called |= HasCall(rest.Contents);
                yield return rest;
                reader = new(_options, tools);
            }
            List<AIContent> contents = [];
            foreach (AIContent content in update.Contents) Take(contents, reader, content);
            called |= HasCall(contents);
            ChatResponseUpdate read = update.Clone();
            (read.Contents, read.FinishReason) = (contents, Reason(update.FinishReason, called));
            last = Newest(last, read);
            yield return read;
        }
        if (last is null) yield break;
        IReadOnlyList<AIContent> held = reader.Finish(cut: last.FinishReason == ChatFinishReason.Length);
        if (held.Count == 0) yield break;
        ChatResponseUpdate ending = Rest(last, held);
        ending.FinishReason = Reason(last.FinishReason, called || HasCall(held));
        yield return ending;
    }

    private static void Take(List<AIContent> contents, ToolCallReader reader, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                contents.AddRange(reader.Append(text.Text));
                break;
            case FunctionCallContent { Exception: null, Arguments: not null, InformationalOnly: false } call:
                contents.Add(reader.Mend(call));
                break;
            default:
                contents.Add(content);
                break;
        }
    }

    private static bool HasCall(IEnumerable<AIContent> contents) => contents.Any(c => c is FunctionCallContent);

    private static ChatFinishReason? Reason(ChatFinishReason? reason, bool called) =>
        called && reason == ChatFinishReason.Stop ? ChatFinishReason.ToolCalls : reason;

    /// <summary>An update that only carries contents of the same message.</summary>
    private static ChatResponseUpdate Rest(ChatResponseUpdate like, IReadOnlyList<AIContent> contents) => new(like.Role, [.. contents])
    {
        MessageId = like.MessageId,
        ResponseId = like.ResponseId,
        ModelId = like.ModelId,
        ConversationId = like.ConversationId,
    };

    /// <summary>What the last update says, and where it says nothing what those before it said.</summary>
    private static ChatResponseUpdate Newest(ChatResponseUpdate? before, ChatResponseUpdate update) => new(update.Role ?? before?.Role, [])
    {
        MessageId = update.MessageId ?? before?.MessageId,
        ResponseId = update.ResponseId ?? before?.ResponseId,
        ModelId = update.ModelId ?? before?.ModelId,
        ConversationId = update.ConversationId ?? before?.ConversationId,
        FinishReason = update.FinishReason ?? before?.FinishReason,
    };
}
