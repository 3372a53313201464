using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Conformance;

/// <summary>Stands in for Microsoft.Extensions.AI's function-invoking client: runs the functions that the model calls and asks again, until it answers.</summary>
/// <remarks>Like that one, it asks for a call by force only once: a model held to calls would never answer.</remarks>
internal sealed class InvokingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private const int MaxRounds = 5;

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(messages, options, async (history, now) => (await base.GetResponseAsync(history, now, cancellationToken)).ToChatResponseUpdates(), cancellationToken).ToChatResponseAsync(cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(messages, options, async (history, now) => await base.GetStreamingResponseAsync(history, now, cancellationToken).ToArrayAsync(cancellationToken), cancellationToken);

    private static async IAsyncEnumerable<ChatResponseUpdate> RunAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, Func<List<ChatMessage>, ChatOptions?, Task<ChatResponseUpdate[]>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChatMessage> history = [.. messages];
        for (int round = 0; round < MaxRounds; round++)
        {
            ChatResponseUpdate[] updates = await ask(history, options);
            foreach (ChatResponseUpdate update in updates) yield return update;
            ChatResponse response = updates.ToChatResponse();
            history.AddRange(response.Messages);
            List<AIContent> results = [];
            foreach (FunctionCallContent call in response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
            {
                AIFunction function = options!.Tools!.OfType<AIFunction>().Single(tool => tool.Name == call.Name);
                results.Add(new FunctionResultContent(call.CallId, await function.InvokeAsync(new(call.Arguments), cancellationToken)));
            }
            if (results.Count == 0) yield break;
            history.Add(new ChatMessage(ChatRole.Tool, results));
            yield return new ChatResponseUpdate(ChatRole.Tool, results) { MessageId = $"results_{round}" };
            options = options!.Clone();
            options.ToolMode = null;
        }
    }
}
