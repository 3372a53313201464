using EdgeAgent.Testing;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class ChatSessionTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly House _house = new(new FakeTimeProvider());
    private readonly List<Exception> _errors = [];

    public void Dispose() => _out.Dispose();

    [Fact]
    public async Task RunAsync_Commands_AreNotSentToTheModel()
    {
        using ScriptedChatClient client = new();
        string text = await RunAsync(client, "/state\n/help\n/nonsense\n\n/quit\nnever read\n");
        Assert.Empty(client.Requests);
        Assert.Contains("living room", text, StringComparison.Ordinal);
        Assert.Contains("There is no command /nonsense.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SecondLine_HasTheFirstInItsHistory_AndResetForgetsIt()
    {
        using ScriptedChatClient client = new(
            new ScriptedAnswer().Text("one"), new ScriptedAnswer().Text("two"), new ScriptedAnswer().Text("three"));
        await RunAsync(client, "a\nb\n/reset\nc\n");
        Assert.Equal([2, 4, 2], client.Requests.Select(request => request.Messages.Count)); // the system message is one of them
    }

    [Fact]
    public async Task RunAsync_TurnThatThrows_IsToldAndTheNextOneWorks()
    {
        using ScriptedChatClient client = new(
            new ScriptedAnswer().Throw(new IOException("gone")), new ScriptedAnswer().Text("here again"));
        string text = await RunAsync(client, "a\nb\n");
        Assert.IsType<IOException>(Assert.Single(_errors));
        Assert.Contains("here again", text, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(ScriptedChatClient client, string typed)
    {
        FakeTimeProvider clock = new();
        ChatSession chat = new(HouseAgent.Create(client, _house, null), Screen.Plain(_out), new LineInput(new StringReader(typed), hasPerson: false), _house, clock);
        using Interrupts interrupts = new();
        await chat.RunAsync(TimeSpan.FromSeconds(1), interrupts, _errors.Add);
        return _out.ToString();
    }
}
