using System.Diagnostics.Metrics;
using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Telemetry;

[Collection(nameof(Alone))]
public sealed class MetricTests
{
    [Fact]
    public async Task RunAsync_OnAClock_EveryMetricHasItsValueAndAttributes()
    {
        using Listening heard = new(spans: false);
        FakeTimeProvider clock = new();
        Action Pass(double seconds) => () => clock.Advance(TimeSpan.FromSeconds(seconds));
        UsageContent usage = new(new() { InputTokenCount = 80, OutputTokenCount = 10, CachedInputTokenCount = 20, AdditionalCounts = new() { ["edgeagent.forced_tokens"] = 5 } });
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Do(Pass(0.5)).Text("a").Do(Pass(0.25)).Call("wait").Call("no_such").Content(usage), Turn.Says("end"));
        AgentTool tool = Turn.Tool("wait", (_, _) => { Pass(3)(); return ValueTask.FromResult<object?>("ok"); });
        await new Agent(new NamedClient(model), new AgentOptions { Name = "house", Tools = [tool], TimeProvider = clock }).RunAsync(new(), "go", null, Turn.Token);

        string[] call = ["gen_ai.operation.name = chat", "gen_ai.provider.name = acme", "gen_ai.request.model = small-1", "server.address = cluster.local", "server.port = 8000"];
        string[] answered = [.. call.Append("gen_ai.response.model = small-1-0").Order(StringComparer.Ordinal)];
        Check("gen_ai.client.operation.duration", 0, 0.75, answered);
        Check("gen_ai.client.operation.time_to_first_chunk", 0, 0.5, call);
        Check("gen_ai.client.operation.time_per_output_chunk", 0, 0.25, call);
        Check("gen_ai.client.token.usage", 0, 80, [.. answered.Append("gen_ai.token.type = input").Order(StringComparer.Ordinal)]);
        Check("gen_ai.client.token.usage", 1, 10, [.. answered.Append("gen_ai.token.type = output").Order(StringComparer.Ordinal)]);
        Check("edgeagent.client.forced_token_share", 0, 0.5, answered);
        Check("edgeagent.client.cached_token_share", 0, 0.25, answered);
        Check("gen_ai.execute_tool.duration", 0, 3, ["gen_ai.agent.name = house", "gen_ai.tool.name = wait", "gen_ai.tool.type = function"]);
        Check("gen_ai.invoke_agent.duration", 0, 3.75, ["gen_ai.agent.name = house"]);
        Check("edgeagent.tool_calls", 0, 1, ["edgeagent.tool.outcome = succeeded", "gen_ai.tool.name = wait"]);
        Check("edgeagent.tool_calls", 1, 1, ["edgeagent.tool.outcome = unknown_tool"]);

        void Check(string metric, int index, double value, string[] tags)
        {
            Listening.Measured measured = heard.Of(metric)[index];
            Assert.Equal(value, measured.Value, 9);
            Assert.Equal(tags, Listening.Lines(measured.Tags));
        }
    }

    [Fact]
    public async Task RunAsync_Failures_AreInTheMetricsErrorType()
    {
        using Listening heard = new(spans: false);
        using ScriptedChatClient model = new(Turn.Calls("bad"), new ScriptedAnswer().Throw(new IOException()));
        Agent agent = Turn.Agent(model, Turn.Tool("bad", (_, _) => throw new FormatException()));
        await Assert.ThrowsAsync<IOException>(() => agent.RunAsync(new(), "go", null, Turn.Token));
        Assert.Equal([null, "System.IO.IOException"], heard.Of(GenAiNames.OperationDuration).Select(v => v.Tags.GetValueOrDefault("error.type")));
        Assert.Equal("System.FormatException", Assert.Single(heard.Of(GenAiNames.ExecuteToolDuration)).Tags["error.type"]);
        Assert.Equal("System.IO.IOException", Assert.Single(heard.Of(GenAiNames.InvokeAgentDuration)).Tags["error.type"]);
        Assert.Equal("handler_failed", Assert.Single(heard.Of(OwnNames.ToolCallCount)).Tags["edgeagent.tool.outcome"]);
        Assert.Empty(heard.Of(GenAiNames.TokenUsage)); // the model told none
    }

    [Fact]
    public void Instruments_AdviseTheBucketsOfTheConventions()
    {
        double[] seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
        foreach (Histogram<double> histogram in (Histogram<double>[])[Instruments.OperationDuration, Instruments.TimeToFirstChunk, Instruments.TimePerOutputChunk, Instruments.ExecuteToolDuration])
        {
            Assert.Equal(seconds, histogram.Advice!.HistogramBucketBoundaries!.Select(s => Math.Round(s, 9)));
            Assert.Equal("s", histogram.Unit);
        }
        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6], Instruments.InvokeAgentDuration.Advice!.HistogramBucketBoundaries!.Select(s => Math.Round(s, 9)));
        Assert.Equal([1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864], Instruments.TokenUsage.Advice!.HistogramBucketBoundaries!);
        Assert.Equal("{token}", Instruments.TokenUsage.Unit);
    }

    [Fact]
    public async Task Hooks_NobodyListens_AllocateNothing()
    {
        using ScriptedChatClient model = new();
        AgentTool tool = Turn.Counting("look", new());
        AgentSetup setup = new(model, new AgentOptions { Tools = [tool] }, null);
        DispatchedCall call = new(new("c", "look", new Dictionary<string, object?>()), [tool]);
        ToolCallFailed failed = call.Failed(ToolFailure.Denied, "no");
        ChatMessage[] prompt = [];
        ChatOptions options = new();
        Hooks(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Hooks(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // A whole turn: the enumerator is the turn's own, and listening is what costs.
        long unheard = await CostAsync();
        using Listening heard = new();
        long listened = await CostAsync();
        Assert.True(listened > unheard + 2_000, $"{unheard} B a turn without a listener, {listened} B with one");
        TestContext.Current.SendDiagnosticMessage($"{unheard} B a turn without a listener, {listened} B with one");

        void Hooks(int times)
        {
            for (int i = 0; i < times; i++)
            {
                if (Instruments.TurnsAreWatched || ModelCallTrace.Start(setup, prompt, options, "c", true) is not null || ToolCallTrace.Start(setup, call) is not null)
                    throw new InvalidOperationException("somebody listens");
                ToolCallTrace.Count(call, failed);
            }
        }

        static async Task<long> CostAsync()
        {
            const int Turns = 50;
            using ScriptedChatClient model = new(Enumerable.Range(0, Turns + 1).SelectMany(_ => (ScriptedAnswer[])[Turn.Calls("look"), Turn.Says("ok")]));
            Agent agent = Turn.Agent(model, Turn.Counting("look", new()));
            await agent.RunAsync(new(), "go", null, Turn.Token);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Turns; i++) await agent.RunAsync(new(), "go", null, Turn.Token);
            return (GC.GetTotalAllocatedBytes(precise: true) - before) / Turns;
        }
    }
}
