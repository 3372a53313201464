using EdgeAgent.Agents;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;
using Spectre.Console;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>What a person reads of a turn, as plain text.</summary>
public sealed class TurnPrinterTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 11, 20, 0, 0, TimeSpan.Zero));
    private readonly StringWriter _out = new();
    private readonly House _house;

    public TurnPrinterTests() => _house = new House(_clock);

    public void Dispose() => _out.Dispose();

    [Fact]
    public async Task PrintAsync_CallThatChangesTheHouse_ShowsCallEffectAnswerAndTimes()
    {
        string text = await RunAsync(
            new ScriptedAnswer().Call("set_light", """{"room": "kitchen", "brightness": 40}"""),
            new ScriptedAnswer().Text("Fatto: ", "luce al 40%."));
        Assert.Equal(
            ["""→ set_light {"room":"kitchen","brightness":40}""", """  ✓ {"ok":true} (0.0 ms)"""], text.Split('\n').Take(2));
        Assert.Contains("off → 40% warm white", text, StringComparison.Ordinal);
        Assert.Contains("1693 W → 1696 W", text, StringComparison.Ordinal);
        Assert.Contains("\nFatto: luce al 40%.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("2 model calls", text.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintAsync_GrowingCall_PrintsEachPieceOnce()
    {
        string text = await RunAsync(
            new ScriptedAnswer()
                .Content(new ToolCallDelta("c1", null, ""))
                .Content(new ToolCallDelta("c1", "set_blinds", """{"room": """))
                .Content(new ToolCallDelta("c1", "set_blinds", """{"room": "office", "pos"""))
                .Content(new ToolCallDelta("c1", "set_blinds", """{"room": "office", "position": 25}"""))
                .Call("set_blinds", """{"room": "office", "position": 25}""", "c1"),
            new ScriptedAnswer().Text("ok"));
        Assert.StartsWith("→ set_blinds {\"room\": \"office\", \"position\": 25}\n  ✓ ", text, StringComparison.Ordinal);
        Assert.Single(text.Split("set_blinds")[1..]);
    }

    [Fact]
    public async Task PrintAsync_CallThatOnlyReads_ShowsNoTable()
    {
        string text = await RunAsync(
            new ScriptedAnswer().Call("read_sensor", """{"quantity": "humidity", "room": "office"}"""), new ScriptedAnswer().Text("ok"));
        Assert.DoesNotContain("thermostat", text, StringComparison.Ordinal);
        Assert.Contains("""✓ {"humidity":""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintAsync_HandlerThatRefuses_ShowsWhatTheModelReads()
    {
        string text = await RunAsync(
            new ScriptedAnswer().Call("set_blinds", """{"room": "hallway", "position": 25}"""), new ScriptedAnswer().Text("No blinds there."));
        Assert.Contains("✗ HandlerFailed: ", text, StringComparison.Ordinal);
        Assert.Contains("There are no blinds in the hallway.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintAsync_InvalidArguments_AreShownAndNothingRuns()
    {
        string text = await RunAsync(
            new ScriptedAnswer().Call("turn_light", """{"room": "cellar", "state": "on"}"""), new ScriptedAnswer().Text("Which room?"));
        Assert.Contains("✗ InvalidArguments: ", text, StringComparison.Ordinal);
        Assert.Empty(_house.Changes);
    }

    [Fact]
    public async Task PrintAsync_Cancelled_KeepsWhatWasPrintedAndThrows()
    {
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop.Token,
            new ScriptedAnswer().Text("Half an").Do(stop.Cancel).Text(" answer")));
        Assert.Equal("Half an\n", _out.ToString());
    }

    [Fact]
    public async Task PrintAsync_ControlCharactersOfTheModel_DoNotReachTheTerminal()
    {
        string text = await RunAsync(new ScriptedAnswer().Text("a\u001b[2Jb\u009bc\r\nd"));
        Assert.StartsWith("a·[2Jb·c·\nd\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintAsync_Plain_HasNoEscapeSequences()
    {
        string text = await RunAsync(
            new ScriptedAnswer().Call("activate_scene", """{"scene": "movie"}"""), new ScriptedAnswer().Text("[bold]ok[/]"));
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("[bold]ok[/]", text, StringComparison.Ordinal); // the model's text is no markup
    }

    [Fact]
    public void With_TwoModelCalls_AddsTheirTimings()
    {
        ModelCallTimings timings = new(TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(1.6), 1000, 980, 7, 12);
        ModelCallFinished call = new(ChatFinishReason.Stop, null, new AdditionalPropertiesDictionary { [ModelCallTimings.Key] = timings }, TimeSpan.Zero);
        TurnReport report = new TurnReport { Load = TimeSpan.FromMilliseconds(412), Total = TimeSpan.FromSeconds(3.2), ToHandler = TimeSpan.FromSeconds(1.55) }.With(call).With(call);
        Assert.Equal(
            "load 412 ms, prefill 1.80 s, decode 1.20 s, to handler 1.55 s, total 3.20 s · tokens: prompt 2,000, cached 1,960, decoded 14, forced 24 · 2 model calls",
            report.ToString());
    }

    [Theory]
    [InlineData("set_blinds", """{"room": "hallway", "position": 25}""", ExitCodes.Failed)]
    [InlineData("set_blinds", """{"room": "office", "position": 25}""", ExitCodes.Done)]
    public async Task ExitCode_LastCallDecides(string tool, string arguments, int expected)
    {
        TurnReport report = await ReportAsync(TestContext.Current.CancellationToken, new ScriptedAnswer().Call(tool, arguments), new ScriptedAnswer().Text("ok"));
        Assert.Equal(expected, report.ExitCode);
    }

    [Fact]
    public async Task ExitCode_TokenLimit_IsTheLimits()
    {
        TurnReport report = await ReportAsync(TestContext.Current.CancellationToken, new ScriptedAnswer().Text("and then").Finish(ChatFinishReason.Length));
        Assert.Equal(ExitCodes.Limit, report.ExitCode);
        Assert.Contains("(Length)", _out.ToString(), StringComparison.Ordinal);
    }

    private Task<string> RunAsync(params ScriptedAnswer[] answers) => RunAsync(TestContext.Current.CancellationToken, answers);

    private async Task<string> RunAsync(CancellationToken stop, params ScriptedAnswer[] answers)
    {
        await ReportAsync(stop, answers);
        return _out.ToString().ReplaceLineEndings("\n");
    }

    private async Task<TurnReport> ReportAsync(CancellationToken stop, params ScriptedAnswer[] answers)
    {
        using ScriptedChatClient client = new(answers);
        IAnsiConsole console = Screen.Plain(_out);
        Agent agent = new(client, new AgentOptions { Tools = AgentTool.FromObject(new HouseTools(_house)), TimeProvider = _clock });
        return await new TurnPrinter(console, _house, _clock).PrintAsync(agent.RunStreamingAsync(new AgentConversation(), "…", null, stop), null, stop);
    }
}
