using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Parsing;

public sealed class ToolCallReadingClientTests
{
    private const string Call = "<tool_call>{\"name\": \"set_light\", \"arguments\": {\"brightness\": \"40\"}}</tool_call>";

    private static readonly ChatOptions WithTools = new() { Tools = [.. ReadAnswer.Tools] };

    [Fact]
    public async Task Responses_StreamedAndWhole_AreAlike()
    {
        ScriptedAnswer answer = new ScriptedAnswer().Text("Su", "bito ", Call[..20], Call[20..], "\n").Usage(3, 4);
        using ToolCallReadingClient client = new(new ScriptedChatClient(answer, answer));

        ChatResponse whole = await client.GetResponseAsync("x", WithTools, TestContext.Current.CancellationToken);
        ChatResponse streamed = await client.GetStreamingResponseAsync("x", WithTools, TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        foreach (ChatResponse response in (ChatResponse[])[whole, streamed])
        {
            ChatMessage message = Assert.Single(response.Messages);
            Assert.Equal("Subito ", message.Text);
            Assert.Equal("set_light {\"brightness\":40} NumberInString", ReadAnswer.Write(message.Contents.OfType<FunctionCallContent>().Single()));
            Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
            Assert.Equal(4, response.Usage!.OutputTokenCount);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Responses_ToolsNotOfferedOrNotAllowed_PassUntouched(bool offered)
    {
        using ToolCallReadingClient client = new(new ScriptedChatClient(new ScriptedAnswer().Text(Call)));
        ChatOptions? options = offered ? new() { Tools = WithTools.Tools, ToolMode = ChatToolMode.None } : null;

        ChatResponse response = await client.GetResponseAsync("x", options, TestContext.Current.CancellationToken);

        Assert.Equal((Call, ChatFinishReason.Stop), (response.Text, response.FinishReason));
    }

    [Fact]
    public async Task Responses_CutAtTheLimit_HaveNoHalfCall()
    {
        ScriptedAnswer cut = new ScriptedAnswer().Text("Ok ", Call[..^5]).Finish(ChatFinishReason.Length);
        using ToolCallReadingClient client = new(new ScriptedChatClient(cut, cut));

        ChatResponse whole = await client.GetResponseAsync("x", WithTools, TestContext.Current.CancellationToken);
        ChatResponse streamed = await client.GetStreamingResponseAsync("x", WithTools, TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        foreach (ChatResponse response in (ChatResponse[])[whole, streamed])
        {
            Assert.Equal(("Ok ", ChatFinishReason.Length), (response.Text, response.FinishReason));
            Assert.DoesNotContain(response.Messages.SelectMany(m => m.Contents), c => c is FunctionCallContent);
        }
    }

    [Fact]
    public async Task Responses_StructuredCallOfAnotherType_IsMendedAndOthersAreTheSameObject()
    {
        FunctionCallContent sound = new("b", "set_light", new Dictionary<string, object?> { ["brightness"] = 4 });
        using ToolCallReadingClient client = new(new ScriptedChatClient(
            new ScriptedAnswer().Call("set_light", """{"brightness": "40"}""", "a").Content(sound)));

        ChatResponse response = await client.GetResponseAsync("x", WithTools, TestContext.Current.CancellationToken);

        FunctionCallContent[] calls = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
        Assert.Equal("set_light {\"brightness\":40} NumberInString", ReadAnswer.Write(calls[0]));
        Assert.Equal("a", calls[0].CallId);
        Assert.Same(sound, calls[1]);
    }

    [Fact]
    public async Task Responses_MendedCall_KeepsWhatItsClientSaidOfIt_AndOneThatIsOnlyToldIsLeftAlone()
    {
        FunctionCallContent sure = new("a", "set_light", new Dictionary<string, object?> { ["brightness"] = "40" }) { AdditionalProperties = new() { ["k"] = "v" } };
        FunctionCallContent told = new("b", "set_light", new Dictionary<string, object?> { ["brightness"] = "40" }) { InformationalOnly = true };
        using ToolCallReadingClient client = new(new ScriptedChatClient(new ScriptedAnswer().Content(sure).Content(told)));

        ChatResponse response = await client.GetResponseAsync("x", WithTools, TestContext.Current.CancellationToken);

        FunctionCallContent[] calls = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
        Assert.Equal("v", calls[0].AdditionalProperties!["k"]);
        Assert.Equal("set_light {\"brightness\":40} NumberInString", ReadAnswer.Write(calls[0]));
        Assert.Same(told, calls[1]);
    }

    [Fact]
    public async Task StreamedUpdates_TwoMessages_KeepWhatEachHeldBack()
    {
        using ToolCallReadingClient client = new(new TwoMessages());

        ChatResponse response = await client.GetStreamingResponseAsync("x", WithTools, TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a <tool", "b <"], response.Messages.Select(m => m.Text));
    }

    private sealed class TwoMessages() : DelegatingChatClient(new ScriptedChatClient())
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, "a <tool") { MessageId = "1" };
            yield return new(ChatRole.Assistant, "b <") { MessageId = "2" };
        }
    }
}
