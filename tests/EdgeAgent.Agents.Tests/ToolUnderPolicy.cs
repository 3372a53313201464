using System.Text.Json;
using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests;

/// <summary>A tool of an agent on a clock that stands still; each call is a turn of a conversation of its own.</summary>
internal sealed class ToolUnderPolicy
{
    private readonly Agent _agent;
    private int _ran;

    public ToolUnderPolicy(ToolOptions options, Func<CancellationToken, ValueTask<object?>> handler, Func<AgentOptions, AgentOptions>? change = null)
    {
        AgentTool tool = Turn.Tool("a", (_, token) =>
        {
            Interlocked.Increment(ref _ran);
            return handler(token);
        }, options);
        AgentOptions agent = new() { Tools = [tool, Turn.Tool("other", (_, _) => default)], TimeProvider = Clock };
        _agent = new(new CallingClient(), change?.Invoke(agent) ?? agent);
    }

    public FakeTimeProvider Clock { get; } = new();

    public int Ran => Volatile.Read(ref _ran);

    public int Running => _agent.RunningHandlers;

    /// <summary>Calls the tool in a turn of its own.</summary>
    public async Task<ToolCallFinished> CallAsync(string name = "a", CancellationToken? token = null) =>
        (await _agent.RunAsync(new(), name, null, token ?? Turn.Token)).ToolCalls[0];

    /// <summary>How the call ended, as a word: what it gave, or its failure.</summary>
    public async Task<string> OutcomeAsync() => Outcome(await CallAsync());

    /// <summary>The same while the clock goes on.</summary>
    public async Task<string> OutcomeInTimeAsync()
    {
        Task<ToolCallFinished> call = CallAsync();
        await Clock.AdvanceUntilAsync(call);
        return Outcome(await call);
    }

    public static string Outcome(ToolCallFinished finished) => finished switch
    {
        ToolCallSucceeded done => done.Result.ValueKind == JsonValueKind.String ? done.Result.GetString()! : done.Result.GetRawText(),
        ToolCallFailed failed => failed.Failure.ToString(),
        _ => throw new InvalidOperationException(finished.ToString()),
    };
}
