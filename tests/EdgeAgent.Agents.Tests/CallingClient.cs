using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>A model for many turns at once: the user's message is its script. It makes the calls listed there, a line each
/// (<c>name {arguments}</c>), an empty line before those of the next model call, and says "ok" to the last results.</summary>
internal sealed class CallingClient : IChatClient
{
    /// <summary>A line at which the model call throws.</summary>
    public const string Breaks = "!";

    private int _ids;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        ChatMessage[] said = [.. messages];
        int user = Array.FindLastIndex(said, m => m.Role == ChatRole.User);
        string[] steps = said[user].Text.Split("\n\n");
        int step = said.Skip(user).Count(m => m.Role == ChatRole.Tool);
        if (step >= steps.Length)
        {
            yield return new(ChatRole.Assistant, "ok") { FinishReason = ChatFinishReason.Stop };
            yield break;
        }
        foreach (string line in steps[step].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line == Breaks) throw new HttpRequestException("the model broke off");
            yield return new(ChatRole.Assistant, [Call(line)]);
        }
        yield return new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private FunctionCallContent Call(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        (string name, string json) = space < 0 ? (line, "{}") : (line[..space], line[space..]);
        return new FunctionCallContent($"id{Interlocked.Increment(ref _ids)}", name,
            JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
    }
}
