using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>U15 with the embedded model: what an agent measures before a call is what the model is fed.</summary>
public sealed class U15FedTokensTests(DefaultModel models)
{
    [Fact]
    public async Task RunAsync_ConversationLongerThanTheWindow_CountIsWhatIsFed()
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        AgentTool forecast = AgentTool.Create((Func<string, string>)(city => city), new() { Name = "get_forecast", Description = "The weather in a city" });
        Agent agent = new(client, new() { Tools = [forecast], Instructions = "You are a helpful assistant.", ContextLength = 600 });
        AgentConversation conversation = new(Enumerable.Range(0, 30).SelectMany(i => new ChatMessage[]
        {
            new(ChatRole.User, $"Perché la stanza numero {i} è così fredda? Dimmi <tool_call> qualcosa."),
            new(ChatRole.Assistant, $"Room {i} faces north 🥶 and its window was open all night."),
        }));
        AgentTurnOptions turn = new() { MaxOutputTokens = 1, MaxModelCalls = 1, ReplyTokens = 100 };
        PromptPlan plan = await agent.MeasureAsync(conversation, "And now?", turn, TestContext.Current.CancellationToken);
        AgentTurnResult result = await agent.RunAsync(conversation, "And now?", turn, TestContext.Current.CancellationToken);

        PromptMeasure sent = result.ContextTrimmed!.Measure;
        Assert.False(sent.IsEstimate);
        Assert.Equal(result.Usage.InputTokenCount, sent.System + sent.Tools + sent.History);
        Assert.Equal(plan.Sent, sent);
        Assert.True(plan.Whole.Deficit > 300 && sent.Fits);
        Assert.InRange(result.ContextTrimmed.DroppedTurns, 10, 28);
    }
}
