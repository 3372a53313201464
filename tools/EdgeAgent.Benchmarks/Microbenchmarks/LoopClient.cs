using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>A model that costs next to nothing: it makes its calls, and answers their results with text.</summary>
/// <param name="calls">Calls of an answer to the user.</param>
/// <param name="pieces">Pieces in which the text comes.</param>
/// <param name="everlasting">Calls again instead of answering results.</param>
internal sealed class LoopClient(int calls, int pieces = 1, bool everlasting = false) : IChatClient
{
    private static readonly JsonElement Room = JsonElement.Parse("\"kitchen\"");
    private static readonly JsonElement[] Levels = [.. Enumerable.Range(0, 64).Select(i => JsonElement.Parse($"{i}"))];
    private readonly string[] _ids = [.. Enumerable.Range(0, calls).Select(i => $"call_{i}")];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

#pragma warning disable CS1998 // An iterator that waits for nothing.
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
#pragma warning restore CS1998
    {
        bool answers = calls == 0 || (!everlasting && messages.Last().Role == ChatRole.Tool);
        if (answers)
        {
            for (int i = 0; i < pieces; i++) yield return Update(new TextContent("It is done."));
        }
        else
        {
            for (int i = 0; i < calls; i++)
            {
                Dictionary<string, object?> arguments = new() { ["room"] = Room, ["level"] = Levels[everlasting ? messages.Count() : i] };
                yield return Update(new FunctionCallContent(_ids[i], "set_light", arguments));
            }
        }
        ChatResponseUpdate last = Update(new UsageContent(new() { InputTokenCount = 100, OutputTokenCount = 10, TotalTokenCount = 110 }));
        last.FinishReason = answers ? ChatFinishReason.Stop : ChatFinishReason.ToolCalls;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]);
}
