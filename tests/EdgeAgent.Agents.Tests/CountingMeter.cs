using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>A scripted model that counts its prompts: three characters a token, four tokens around each message.</summary>
internal sealed class CountingMeter(ScriptedChatClient model, int contextLength) : DelegatingChatClient(model), IPromptMeter
{
    public ScriptedChatClient Model => model;

    public int ContextLength { get; set; } = contextLength;

    public int Counted { get; private set; }

    public ValueTask<PromptMeasure> MeasureAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Counted++;
        List<ChatMessage> all = [.. messages];
        return ValueTask.FromResult(new PromptMeasure(
            all.Where(m => m.Role == ChatRole.System).Sum(Tokens), (options?.Tools ?? []).Count * 10,
            all.Where(m => m.Role != ChatRole.System).Sum(Tokens), Reply: 77_777, ContextLength, IsEstimate: false));
    }

    /// <summary>Tokens of one message.</summary>
    public static int Tokens(ChatMessage message) => 4 + (message.Contents.Sum(c => c switch
    {
        TextContent text => text.Text.Length,
        FunctionCallContent call => call.Name.Length + JsonSerializer.Serialize(call.Arguments).Length,
        FunctionResultContent result => ((JsonElement)result.Result!).GetRawText().Length,
        _ => 0,
    }) / 3);
}
