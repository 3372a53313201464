using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

public class ScriptedChatClientTests
{
    [Fact]
    public async Task GetResponseAsync_Answer_EqualsTheStreamedOne()
    {
        ScriptedAnswer answer = new ScriptedAnswer().Text("a", "b").Call("f", """{"x": 1}""").Usage(3, 4);
        using ScriptedChatClient model = new(answer, answer.Finish(ChatFinishReason.Length));
        ChatResponse plain = await model.GetResponseAsync("hi", null, Turn.Token);
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in model.GetStreamingResponseAsync("hi", null, Turn.Token)) updates.Add(update);

        Assert.Equal(("ab", ChatFinishReason.ToolCalls, 7L), (plain.Text, plain.FinishReason, plain.Usage!.TotalTokenCount));
        Assert.Equal(["a", "b", "", "", ""], updates.Select(u => u.Text));
        Assert.Equal(ChatFinishReason.Length, updates[^1].FinishReason);
        Assert.Equal(["call_1", "call_2"], new[] { plain, updates.ToChatResponse() }.Select(
            r => Assert.Single(r.Messages.SelectMany(m => m.Contents.OfType<FunctionCallContent>())).CallId));
    }

    [Fact]
    public async Task GetResponseAsync_AskedTooOften_SaysHowManyAnswersThereAre()
    {
        using ScriptedChatClient model = new();
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => model.GetResponseAsync("hi", null, Turn.Token));
        Assert.Contains("0 answers", e.Message, StringComparison.Ordinal);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task GetResponseAsync_ExpectationThatFails_FailsTheRequest()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Expect(r => Assert.Equal("hello", r.Messages[0].Text)).Text("ok"));
        await Assert.ThrowsAsync<Xunit.Sdk.EqualException>(() => model.GetResponseAsync("hi", null, Turn.Token));
    }

    [Fact]
    public async Task GetResponseAsync_Hanging_IsCancelled()
    {
        using CancellationTokenSource cancel = new();
        using ScriptedChatClient model = new(new ScriptedAnswer().Do(cancel.Cancel).Wait(Timeout.InfiniteTimeSpan));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.GetResponseAsync("hi", null, cancel.Token));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public void Call_ArgumentsThatAreNoObject_AreRefused(string arguments) =>
        Assert.ThrowsAny<JsonException>(() => new ScriptedAnswer().Call("f", arguments));

    [Fact]
    public void GetService_ItsOwnType_IsItself()
    {
        using ScriptedChatClient model = new();
        Assert.Same(model, model.GetService<ScriptedChatClient>());
        Assert.Null(model.GetService<IPromptMeter>());
    }
}
