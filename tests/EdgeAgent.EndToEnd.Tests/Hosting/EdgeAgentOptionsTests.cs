using EdgeAgent.Agents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EdgeAgent.EndToEnd.Tests.Hosting;

/// <summary>Wrong options end the start, all of them told at once.</summary>
public sealed class EdgeAgentOptionsTests
{
    [Fact]
    public async Task Start_EveryOptionIsWrong_EachIsTold()
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o =>
        {
            o.Model = "no-such-model";
            (o.MaxContext, o.MaxOutputTokens, o.Threads, o.MaxModelCalls, o.MaxToolCalls, o.MaxTurnDuration) = (15, 0, -1, 65, 257, TimeSpan.Zero);
        });
        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(services.StartAsync);
        string[] named = ["Model", "MaxContext", "MaxOutputTokens", "Threads", "MaxModelCalls", "MaxToolCalls", "MaxTurnDuration"];
        string[] told = [.. e.Failures];
        Assert.Equal(named.Length, told.Length);
        Assert.All(named, name => Assert.Single(told, failure => failure.Contains($"{name}:", StringComparison.Ordinal) || failure.Contains($"{name}", StringComparison.Ordinal)
            && !named.Any(other => other != name && other.Contains(name, StringComparison.Ordinal) && failure.Contains(other, StringComparison.Ordinal))));
        Assert.Contains("'no-such-model' is no model of the manifest", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("./no/such/folder")]
    public async Task Start_ModelThatIsNone_IsRefused(string? model)
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o => o.Model = model!);
        Assert.Contains("Model", Assert.Single((await Assert.ThrowsAsync<OptionsValidationException>(services.StartAsync)).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OptionsOfANamedModelAreWrong_TheNameIsTold()
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o => o.WarmUp = false).AddModel("large", m => (m.Model, m.Threads) = ("nothing", 257));
        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(services.StartAsync);
        Assert.Equal(("large", 2), (e.OptionsName, e.Failures.Count()));
    }

    [Fact]
    public async Task Start_TwoSetsAreWrong_BothAreTold()
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o => o.MaxContext = 1).AddModel("large", m => m.Threads = 257);
        AggregateException e = await Assert.ThrowsAsync<AggregateException>(services.StartAsync);
        Assert.Equal(2, e.InnerExceptions.Count);
    }

    [Theory]
    [InlineData("edgeagent-135m")]
    [InlineData("default")]
    [InlineData("cerbero-7b")]
    public async Task Start_ModelOfTheManifest_IsAccepted(string model)
    {
        await using TestServices services = new();
        services.Collection.AddEdgeAgent(o => (o.Model, o.WarmUp) = (model, false));
        await services.StartAsync();
    }

    [Fact]
    public async Task Configuration_BindsTheOptions_AndCodeComesAfter()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Agent:Model"] = "nesso", ["Agent:MaxContext"] = "2048", ["Agent:WarmUp"] = "false", ["Agent:Instructions"] = "You run a house.",
            ["Agent:MaxTurnDuration"] = "00:00:30", ["Agent:MaxModelCalls"] = "3", ["Large:Model"] = "cerbero", ["Large:Threads"] = "2",
        }).Build();
        await using TestServices services = new();
        services.Collection.Configure<EdgeAgentOptions>(configuration.GetSection("Agent"));
        services.Collection.Configure<LocalModelSettings>("large", configuration.GetSection("Large"));
        services.Collection.AddEdgeAgent(o => o.MaxModelCalls++).AddModel("large", m => m.WarmUp = false);
        await services.StartAsync();
        EdgeAgentOptions options = services.Provider.GetRequiredService<IOptions<EdgeAgentOptions>>().Value;
        Assert.Equal(("nesso", 2048, false, "You run a house.", 4), (options.Model, options.MaxContext, options.WarmUp, options.Instructions, options.MaxModelCalls));
        AgentOptions agent = services.Provider.GetRequiredService<Agent>().Options;
        Assert.Equal(("You run a house.", TimeSpan.FromSeconds(30), 4), (agent.Instructions, agent.TurnOptions.MaxDuration, agent.TurnOptions.MaxModelCalls));
        LocalModelSettings large = services.Provider.GetRequiredService<IOptionsMonitor<LocalModelSettings>>().Get("large");
        Assert.Equal(("cerbero", 2), (large.Model, large.Threads));
    }
}
