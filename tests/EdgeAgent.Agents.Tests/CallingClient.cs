using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>A model without a script, for many turns at once: it makes the calls that the user's message lists, a line each
/// (<c>name {arguments}</c>), and says "ok" to their results.</summary>
internal sealed class CallingClient : IChatClient
{
    private int _ids;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        ChatMessage last = messages.Last();
        IList<AIContent> contents = last.Role == ChatRole.User
            ? [.. last.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Call)] : [new TextContent("ok")];
        yield return new(ChatRole.Assistant, contents) { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private AIContent Call(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        (string name, string json) = space < 0 ? (line, "{}") : (line[..space], line[space..]);
        return new FunctionCallContent($"id{Interlocked.Increment(ref _ids)}", name,
            JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
    }
}
