using System.Collections.Concurrent;
using EdgeAgent.Testing;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents.Tests;

public class LoggingTests
{
    [Fact]
    public async Task RunAsync_WithALogger_ContentsStandAtTraceAlone()
    {
        using Recorder log = new();
        AgentTool good = Turn.Tool("good", (_, _) => ValueTask.FromResult<object?>("secret result"));
        AgentTool bad = Turn.Tool("bad", (_, _) => throw new InvalidOperationException("secret exception"));
        using ScriptedChatClient model = new(
            Turn.Says("secret text").Call("good", """{"x": 4711}""").Call("bad", """{"x": 4711}""").Call("secret_name"), Turn.Says("secret end"));
        Agent agent = new(model, new AgentOptions { Tools = [good, bad], Instructions = "secret instructions" }, log);
        await agent.RunAsync(new(), "secret question", null, Turn.Token);

        Assert.Equal(
            [6001, 6009, 6002, 6003, 6010, 6009, 6002, 6004, 6011, 6009, 6004, 6001, 6006],
            log.Lines.Select(l => l.Id));
        string open = string.Join('\n', log.Lines.Where(l => l.Level > LogLevel.Trace).Select(l => l.Text));
        Assert.DoesNotContain("secret", open, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", open, StringComparison.Ordinal);
        Assert.Contains("secret result", string.Join('\n', log.Lines.Select(l => l.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ContextIsFullAndToolsAreMany_SaysWhatTheModelDoesNotSee()
    {
        using Recorder log = new();
        using ScriptedChatClient model = new(Turn.Says("fine"));
        AgentTool[] tools = [.. Enumerable.Range(0, 30).Select(i => Turn.Counting($"tool_{i}", new()))];
        AgentConversation conversation = new(Enumerable.Range(0, 20).SelectMany(i => Histories.TextTurn($"question {i}")));
        AgentOptions options = new() { Tools = tools, ContextLength = 130, TurnOptions = new() { ReplyTokens = 50 } };
        await new Agent(model, options, log).RunAsync(conversation, "17", null, Turn.Token);
        Assert.Equal([6022, 6021, 6001, 6006], log.Lines.Select(l => l.Id));
        // 17, and 19 of the question before, which no call answered.
        Assert.StartsWith("2 of 30 tools", log.Lines.First().Text, StringComparison.Ordinal);
        Assert.Matches("^The context is full: [0-9]+ old turns left out, 0 tool results shortened, [0-9]+ of 130 tokens", log.Lines.ElementAt(1).Text);
    }

    [Fact]
    public async Task RunAsync_ToolThatKeepsFailing_IsLoggedWhenItsBreakerOpens()
    {
        using Recorder log = new();
        AgentTool bad = Turn.Tool("bad", (_, _) => throw new IOException(), new ToolOptions { BreakAfterFailures = 2 });
        using ScriptedChatClient model = new(Turn.Calls("bad", """{"x": 1}""").Call("bad", """{"x": 2}""").Call("bad", """{"x": 3}"""), Turn.Says("ok"));
        await new Agent(model, new AgentOptions { Tools = [bad] }, log).RunAsync(new(), "go", null, Turn.Token);
        Assert.Equal("Tool bad keeps failing: its circuit breaker is open for 30 s ", Assert.Single(log.Lines, l => l.Id == 6044).Text);
    }

    private sealed class Recorder : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(int Id, LogLevel Level, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((eventId.Id, logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
