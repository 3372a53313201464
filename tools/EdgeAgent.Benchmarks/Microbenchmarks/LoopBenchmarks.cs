using BenchmarkDotNet.Attributes;
using EdgeAgent.Agents;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>What does the agent's loop cost around a model that costs nothing? A turn in a new conversation, with eight tools.</summary>
/// <remarks>CPU time of all threads: handlers run on the thread pool. <see cref="ClientAlone"/> is what the model itself takes of
/// <see cref="OneCall"/>.</remarks>
public class LoopBenchmarks
{
    private static readonly LoopClient s_one = new(1);

    private readonly ChatMessage[] _asked = [new(ChatRole.User, "Light")], _answered = [new(ChatRole.Tool, "ok")];
    private readonly Agent _text = new(new LoopClient(0), new() { Tools = LoopTools.House() });
    private readonly Agent _oneCall = new(new LoopClient(1), new() { Tools = LoopTools.House() });
    private readonly Agent _fourCalls = new(new LoopClient(4), new() { Tools = LoopTools.House() });
    private readonly Agent _fourAtOnce = new(new LoopClient(4), new() { Tools = LoopTools.House(new() { AllowParallel = true }) });
    private readonly Agent _pieces = new(new LoopClient(0, pieces: 50), new() { Tools = LoopTools.House() });

    [Benchmark(Baseline = true)]
    public async Task<int> ClientAlone()
    {
        int updates = 0;
        await foreach (ChatResponseUpdate _ in s_one.GetStreamingResponseAsync(_asked)) updates++;
        await foreach (ChatResponseUpdate _ in s_one.GetStreamingResponseAsync(_answered)) updates++;
        return updates;
    }

    [Benchmark]
    public Task<AgentTurnResult> Text() => _text.RunAsync(new AgentConversation(), "Hello");

    [Benchmark]
    public Task<AgentTurnResult> TextInFiftyPieces() => _pieces.RunAsync(new AgentConversation(), "Hello");

    [Benchmark]
    public Task<AgentTurnResult> OneCall() => _oneCall.RunAsync(new AgentConversation(), "Light");

    [Benchmark]
    public Task<AgentTurnResult> FourCalls() => _fourCalls.RunAsync(new AgentConversation(), "Light");

    [Benchmark]
    public Task<AgentTurnResult> FourCallsAtOnce() => _fourAtOnce.RunAsync(new AgentConversation(), "Light");
}
