using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests;

/// <summary>What stands inside a parameter says itself whether it is needed, whatever stands around it.</summary>
public sealed class InnerSchemaTests
{
    [Fact]
    public void Create_RecordThatMayBeNull_KeepsItsRequiredMembers() => Assert.Equal(
        """{"type":"object","properties":{"a":{"type":"object","properties":{"street":{"type":"string"},"zip":{"type":"string"}},"required":["street"]}}}""",
        Schema((Address? a) => $"{a}"));

    [Fact]
    public void Create_StructThatMayBeNull_KeepsItsRequiredMembers() => Assert.Equal(
        """{"type":"object","properties":{"a":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}}""",
        Schema((Place? a) => $"{a}"));

    [Fact]
    public void Create_ComputedProperty_IsNotShown() => Assert.Equal(
        """{"type":"object","properties":{"a":{"type":"object","properties":{"width":{"type":"integer"}},"required":["width"]}},"required":["a"]}""",
        Schema((Box a) => $"{a}"));

    [Theory]
    [InlineData("a", """{"a": {"any": [1]}, "b": 2}""", """{"any":[1]} 2""")]
    [InlineData("a", """{"a": {}}""", "{} 5")]
    public async Task Call_JsonObjectAndDefaultAttribute_ReachTheHandler(string name, string arguments, string result)
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Call(name, arguments), new ScriptedAnswer().Text("done"));
        AgentTool tool = AgentTool.Create((JsonObject a, [DefaultValue(5)] int b) => $"{a.ToJsonString()} {b}", new ToolOptions { Name = name });
        List<string?> results = [];
        await foreach (AgentEvent e in new Agent(model, new AgentOptions { Tools = [tool] }).RunStreamingAsync(new AgentConversation(), "x", null, TestContext.Current.CancellationToken))
            if (e is ToolCallSucceeded done) results.Add(done.Result.GetString());
        Assert.Equal([result], results);
    }

    [Fact]
    public void Create_DefaultOfAnotherType_EA6002() =>
        Assert.Equal("EA6002", Assert.Throws<AgentException>(() => Schema(([DefaultValue(4)] long? a) => $"{a}")).Code);

    private static string Schema(Delegate method) => AgentTool.Create(method, new ToolOptions { Name = "x" }).Parameters.GetRawText();

    public sealed record Address(string Street, string? Zip);

    public readonly record struct Place([property: Required] string Name)
    {
        public int Length => Name.Length;
    }

    public sealed record Box(int Width)
    {
        public Type Kind => GetType();
    }
}
