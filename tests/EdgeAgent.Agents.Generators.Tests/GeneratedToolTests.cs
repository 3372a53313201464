using System.ComponentModel;
using System.Text.Json;
using EdgeAgent.Agents.Generators.Tests.Signatures;
using EdgeAgent.Agents.Generators.Tests.Snapshot;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

#pragma warning disable CA1822, CA1034, IDE1006 // As users write them.

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>Where <c>AsTools()</c> appears, and what it does beyond what reflection does.</summary>
public sealed class GeneratedToolTests
{
    [Fact]
    public void AsTools_StaticClassNestedClassAndInterface_AreExtensionsOfEach()
    {
        Assert.Equal(["twice"], StaticTools.AsTools().Select(t => t.Name));
        Assert.Equal(["nested"], Outer.Inner.AsTools().Select(t => t.Name));
        ISwitch @switch = new Lamp();
        Assert.Equal(["turn"], @switch.AsTools().Select(t => t.Name));
    }

    [Fact]
    public async Task AsTools_NamesThatAreTakenOrObsolete_StillCompileAndRun()
    {
        AgentTool tool = new Awkward().AsTools().Single(t => t.Name == "to_string");
        object? result = await tool.Function.InvokeAsync(new() { ["options"] = JsonElement.Parse("""{"event": 1, "old": 2}""") }, TestContext.Current.CancellationToken);
        Assert.Equal("""{"event":1,"old":2}""", $"{result}");
        Assert.Equal(["to_string", "event"], new Awkward().AsTools().Select(t => t.Name));
    }

    [Fact]
    public void AsTools_OptionsOfTheHost_TheStricterApprovalHolds()
    {
        IReadOnlyList<AgentTool> tools = new HomeTools().AsTools(new ToolOptions { Approval = ToolApproval.Deny, Timeout = TimeSpan.FromSeconds(5) });
        Assert.All(tools, t => Assert.Equal(ToolApproval.Deny, t.Options.Approval));
        Assert.Equal([2, 5, 5], tools.Select(t => t.Options.Timeout.TotalSeconds));
        Assert.Equal([false, true, false], tools.Select(t => t.Options.Idempotent));
    }

    [Fact]
    public void AsTools_SerializerOptions_EA6044() =>
        Assert.Equal("EA6044", Assert.Throws<AgentException>(() => new HomeTools().AsTools(new ToolOptions { SerializerOptions = JsonSerializerOptions.Web })).Code);

    [Fact]
    public void AsTools_BadNameOfTheHost_EA6001() =>
        Assert.Equal("EA6001", Assert.Throws<AgentException>(() => StaticTools.AsTools(new ToolOptions { Name = "two words" })).Code);

    [Fact]
    public async Task Function_InvokedDirectly_TakesTypedAndJsonValues()
    {
        AIFunction function = StaticTools.AsTools()[0].Function;
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal("14", $"{await function.InvokeAsync(new() { ["number"] = 7 }, token)}");
        Assert.Equal("16", $"{await function.InvokeAsync(new() { ["number"] = JsonElement.Parse("8") }, token)}");
        await Assert.ThrowsAsync<ArgumentException>(async () => await function.InvokeAsync([], token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await function.InvokeAsync(new() { ["number"] = new Version(1, 2) }, token));
    }

    [Fact]
    public async Task AsTools_Grounding_ReachesTheClientAsFromReflection()
    {
        Noting noting = new();
        foreach (IReadOnlyList<AgentTool> tools in (IReadOnlyList<AgentTool>[])[noting.AsTools(), AgentTool.FromObject(noting)])
        {
            using ScriptedChatClient model = new(new ScriptedAnswer().Text("done"));
            await new Agent(model, new AgentOptions { Tools = tools }).RunAsync(new AgentConversation(), "x", null, TestContext.Current.CancellationToken);
            ToolGrounding grounding = Assert.IsType<ToolGrounding>(model.Requests[0].Options!.Tools![0].AdditionalProperties[ToolGrounding.Key]);
            Assert.Equal(ArgumentGrounding.Off, grounding.Arguments);
            Assert.Equal([KeyValuePair.Create("to_whom", ArgumentGrounding.Require)], grounding.Parameters);
        }
    }

    [Theory]
    [InlineData("07:30", true)]
    [InlineData("07:30:15", true)]
    [InlineData("07:30:00Z", false)]
    [InlineData("24:00", false)]
    public async Task Call_TimeOfDay_TakesWhatTheTypeReads(string time, bool valid)
    {
        Noting noting = new();
        foreach (IReadOnlyList<AgentTool> tools in (IReadOnlyList<AgentTool>[])[noting.AsTools(), AgentTool.FromObject(noting)])
        {
            ToolDispatchResult done = await new ToolDispatcher(tools).RunAsync(
                new ToolCall("1", "wake", JsonElement.Parse($$"""{"at": "{{time}}"}""")), null, TestContext.Current.CancellationToken);
            Assert.Equal(valid, done.Outcome is ToolCallSucceeded);
            if (!valid) Assert.Equal(ToolFailure.InvalidArguments, Assert.IsType<ToolCallFailed>(done.Outcome).Failure);
        }
    }

    [Fact]
    public async Task Call_ServiceMissing_TheCallerReadsEA6040()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Call("needs_missing"), new ScriptedAnswer().Text("done"));
        Agent agent = new(model, new AgentOptions { Tools = [new Everything().AsTools().Single(t => t.Name == "needs_missing")] });
        ToolCallFailed? failed = null;
        await foreach (AgentEvent e in agent.RunStreamingAsync(new AgentConversation(), "x", null, TestContext.Current.CancellationToken)) failed = e as ToolCallFailed ?? failed;
        Assert.Equal("EA6040", Assert.IsType<AgentException>(failed!.Exception).Code);
        Assert.Equal("the function failed", failed.Message);
    }
}

public static class StaticTools
{
    [Tool, Description("Doubles")]
    public static int Twice(int number) => number * 2;
}

internal static class Outer
{
    internal sealed class Inner
    {
        [Tool]
        internal static int Nested() => 1;

    }
}

public sealed class Awkward
{
    [Tool, Obsolete("Generated code calls it without a warning.")]
    public Options ToString(Options options) => options;

    [Tool]
    public int @event(int @class) => @class;

    public sealed record Options(int Event)
    {
        [Obsolete("As above.")]
        public int Old { get; set; }
    }
}

public interface ISwitch
{
    [Tool]
    string Turn(bool on);
}

public sealed class Lamp : ISwitch
{
    public string Turn(bool on) => $"{on}";
}

public sealed class Noting
{
    [Tool, Grounding(ArgumentGrounding.Off)]
    public void Note(string text, [AIParameterName("to_whom"), Grounding(ArgumentGrounding.Require)] string person) => _ = (text, person);

    [Tool]
    public void Wake(TimeOnly at, TimeOnly? until = null) => _ = (at, until);
}
