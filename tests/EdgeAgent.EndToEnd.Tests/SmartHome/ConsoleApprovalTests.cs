using EdgeAgent.Agents;
using EdgeAgent.Testing;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The door moves only when somebody said yes to exactly that call.</summary>
public sealed class ConsoleApprovalTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly House _house = new(new FakeTimeProvider());

    public void Dispose() => _out.Dispose();

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("Sì\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task AnswerAsync_PersonAtTheTerminal_DecidesByTheAnswer(string typed, bool opens)
    {
        await RunAsync(typed, approveAll: false);
        Assert.Equal(!opens, _house.State().DoorLocked);
        Assert.Contains("""Allow set_lock({"action":"unlock"})? (y/n)""", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerAsync_NobodyThere_DeniesAndSaysHow()
    {
        AgentTurnResult result = await RunAsync(null, approveAll: false);
        Assert.True(_house.State().DoorLocked);
        Assert.Contains("--yes", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal(ToolFailure.Denied, Assert.IsType<ToolCallFailed>(Assert.Single(result.ToolCalls)).Failure);
    }

    [Fact]
    public async Task AnswerAsync_ApproveAll_DoesNotAsk()
    {
        await RunAsync(null, approveAll: true);
        Assert.False(_house.State().DoorLocked);
        Assert.Equal("", _out.ToString());
    }

    private async Task<AgentTurnResult> RunAsync(string? typed, bool approveAll)
    {
        using ScriptedChatClient client = new(
            new ScriptedAnswer().Call("set_lock", """{"action": "unlock"}"""), new ScriptedAnswer().Text("ok"));
        ConsoleApproval approval = new(Screen.Plain(_out), new LineInput(new StringReader(typed ?? ""), hasPerson: typed is not null), approveAll);
        return await HouseAgent.Create(client, _house, approval.AnswerAsync)
            .RunAsync(new AgentConversation(), "open", null, TestContext.Current.CancellationToken);
    }
}
