using EdgeAgent.Agents;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeAgent.EndToEnd.Tests.Hosting;

public sealed class AddEdgeAgentTests
{
    [Fact]
    public async Task Agent_OfEveryWayToAdd_RunsATurn()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("open", """{"gate": "north"}""").Call("clock").Call("now"), new ScriptedAnswer().Text("done"));
        List<string> asked = [], seen = [];
        await using TestServices services = new();
        services.Collection.AddSingleton<IChatClient>(model);
        services.Collection.AddSingleton(new Gate());
        services.Collection.AddEdgeAgent(o => (o.Instructions, o.MaxToolCalls) = ("old", 5))
            .AddTool((string gate, [FromServices] Gate gates) => gates.Open(gate), new() { Name = "open", Approval = ToolApproval.Ask })
            .AddTool(AgentTool.Create(() => "noon", new() { Name = "clock" }))
            .AddTools(provider => [AgentTool.Create(() => provider.GetRequiredService<Gate>().Opened.Count, new() { Name = "now" })])
            .UseApproval((request, _) => { asked.Add(request.Call.ToString()); return ValueTask.FromResult(request.Approve()); })
            .ConfigureAgent((_, options) => options with { Instructions = "You guard the gates." })
            .UseChatClient((_, client) => new Watching(client, seen, "inner"))
            .UseChatClient((_, client) => new Watching(client, seen, "outer"));
        await services.StartAsync();
        Agent agent = services.Provider.GetRequiredService<Agent>();
        AgentTurnResult result = await agent.RunAsync(new(), "open north", null, TestContext.Current.CancellationToken);

        Assert.Equal("done", result.Text);
        Assert.All(result.ToolCalls, call => Assert.IsType<ToolCallSucceeded>(call));
        Assert.Equal(["north"], services.Provider.GetRequiredService<Gate>().Opened);
        Assert.Equal(["""open({"gate":"north"})"""], asked);
        Assert.Equal(["outer", "inner", "outer", "inner"], seen);
        Assert.Equal("You guard the gates.", model.Requests[0].Messages[0].Text);
        Assert.Equal(5, agent.Options.TurnOptions.MaxToolCalls);
        Assert.Same(agent, services.Provider.GetRequiredService<Agent>());
    }

    [Fact]
    public async Task ChatClient_OfTheProgramsOwn_TakesThePlaceOfTheLocalModel()
    {
        using ScriptedChatClient before = new(), after = new();
        foreach (bool first in (bool[])[true, false])
        {
            await using TestServices services = new();
            if (first) services.Collection.AddSingleton<IChatClient>(before);
            services.Collection.AddEdgeAgent().AddHealthCheck();
            if (!first) services.Collection.AddSingleton<IChatClient>(after);
            await services.StartAsync();
            Assert.Same(first ? before : after, services.Provider.GetRequiredService<IChatClient>());
            Assert.Empty(await services.HealthAsync()); // no model here to tell of
            await Task.Delay(20, TestContext.Current.CancellationToken);
            Assert.Empty(services.Logged); // and none was loaded
        }
    }

    [Fact]
    public async Task Start_ToolThatCannotBeMade_FailsThere()
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o => o.WarmUp = false).AddTools(_ => throw new InvalidOperationException("no device"));
        Assert.Equal("no device", (await Assert.ThrowsAsync<InvalidOperationException>(services.StartAsync)).Message);
    }

    [Fact]
    public async Task Dispose_MiddlewareOfTheBuilder_IsDisposedOnceFromTheOutside()
    {
        List<string> disposed = [];
        TestServices services = new();
        services.Collection.AddEdgeAgent(o => o.WarmUp = false)
            .UseChatClient((_, client) => new Watching(client, disposed, "inner")).UseChatClient((_, client) => new Watching(client, disposed, "outer"));
        await services.StartAsync();
        await services.DisposeAsync();
        Assert.Equal(["outer disposed", "inner disposed"], disposed);
    }

    [Fact]
    public async Task AddEdgeAgent_CalledTwice_ConfiguresTheSameAgent()
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o => o.WarmUp = false).AddTool(AgentTool.Create(() => 1, new() { Name = "one" }));
        services.Collection.AddEdgeAgent(o => o.Instructions = "two").AddTool(AgentTool.Create(() => 2, new() { Name = "two" })).AddHealthCheck().AddHealthCheck();
        await services.StartAsync();
        Agent agent = Assert.Single(services.Provider.GetServices<Agent>());
        Assert.Equal(("two", 2), (agent.Options.Instructions, agent.Options.Tools.Count));
        Assert.Equal(["edgeagent"], (await services.HealthAsync()).Keys);
    }

    private sealed class Gate
    {
        public List<string> Opened { get; } = [];

        public string Open(string gate)
        {
            Opened.Add(gate);
            return "open";
        }
    }

    private sealed class Watching(IChatClient inner, List<string> seen, string name) : DelegatingChatClient(inner)
    {
        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            seen.Add(name);
            return base.GetStreamingResponseAsync(messages, options, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            seen.Add($"{name} disposed");
            base.Dispose(disposing);
        }
    }
}
