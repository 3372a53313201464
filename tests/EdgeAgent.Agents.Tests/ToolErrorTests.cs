using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>What cannot be a tool is refused when it is made, with the place and the way out.</summary>
public class ToolErrorTests
{
    public sealed record Tree(string Name, List<Tree> Children);

    public abstract class Shape;

    public sealed class NoTools;

    public sealed class BadTimeout
    {
        [Tool(TimeoutSeconds = -1)]
        public static void Run() { }
    }

    private delegate void TakesRef(ref int value);

    public static TheoryData<Delegate, string> Unsupported => new()
    {
        { (Stream data) => { }, "Stream" },
        { (MemoryStream data) => { }, "MemoryStream" },
        { (Action data) => { }, "Action" },
        { (nint data) => { }, "IntPtr" },
        { (Type data) => { }, "Type" },
        { (object data) => { }, "Object" },
        { (Shape data) => { }, "Shape" },
        { (IFormattable data) => { }, "IFormattable" },
        { (Tree data) => { }, "Tree" },
        { (Dictionary<int, string> data) => { }, "Int32" },
        { (List<Stream[]> data) => { }, "Stream" },
        { (int[,] data) => { }, "Int32" },
        { (IAsyncEnumerable<int> data) => { }, "IAsyncEnumerable" },
        { new TakesRef((ref int data) => { }), "Int32" },
    };

    [Theory, MemberData(nameof(Unsupported))]
    public void Create_ParameterNoModelCanFill_IsRefusedWithItsNameAndType(Delegate method, string type)
    {
        AgentException e = Assert.Throws<AgentException>(() => AgentTool.Create(method, new ToolOptions { Name = "x" }));
        Assert.Equal("EA6002", e.Code);
        Assert.Contains(type, e.What, StringComparison.Ordinal);
        Assert.Contains("parameter ", e.Where, StringComparison.Ordinal);
        Assert.NotEmpty(e.Fix);
        Assert.Contains(e.Code, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("set light")]
    [InlineData("luce_è")]
    [InlineData("a\nb")]
    public void Create_UnusableName_EA6001(string name) => Raises("EA6001", () => AgentTool.Create(() => 1, new ToolOptions { Name = name }));

    [Fact]
    public void Create_LambdaWithoutName_EA6001() => Raises("EA6001", () => AgentTool.Create((int x) => x));

    [Fact]
    public void FromObject_NothingMarked_EA6003() => Raises("EA6003", () => AgentTool.FromObject(new NoTools()));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"type": "objct"}""")]
    [InlineData("""{"type": "object", "properties": {"p": {"type": "string", "minLength": -1}}}""")]
    [InlineData("""{"type": "object", "properties": {"p": {"$ref": "#/nowhere"}}}""")]
    public void FromSchema_BadSchema_EA6004(string schema)
    {
        AgentException e = Raises("EA6004", () => AgentTool.FromSchema("bad", "", JsonElement.Parse(schema), (_, _) => default));
        Assert.StartsWith("tool bad", e.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Agent_TwoToolsOfOneName_EA6005()
    {
        AgentTool tool = AgentTool.Create(() => 1, new ToolOptions { Name = "twice" });
        Raises("EA6005", () => new Agent(new Testing.ScriptedChatClient(), new AgentOptions { Tools = [tool, tool] }));
    }

    [Fact]
    public void Agent_ToolsInChatOptions_EA6006() => Raises("EA6006", () => new Agent(
        new Testing.ScriptedChatClient(), new AgentOptions { ChatOptions = new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "f")] } }));

    [Fact]
    public void RunStreamingAsync_UnknownToolNamed_EA6007AtTheCall()
    {
        Agent agent = new(new Testing.ScriptedChatClient(), new AgentOptions { Tools = [AgentTool.Create(() => 1, new ToolOptions { Name = "known" })] });
        Raises("EA6007", () => agent.RunStreamingAsync(new(), "hi", new AgentTurnOptions { AllowedTools = ["other"] }));
        Raises("EA6007", () => agent.RunStreamingAsync(new(), "hi", new AgentTurnOptions { ToolMode = ChatToolMode.RequireSpecific("other") }));
        Raises("EA6007", () => agent.RunStreamingAsync(
            new(), "hi", new AgentTurnOptions { ToolMode = ChatToolMode.RequireSpecific("known"), AllowedTools = [] }));
    }

    [Fact]
    public void FromObject_TimeoutOutOfRange_EA6009() => Raises("EA6009", () => AgentTool.FromObject(new BadTimeout()));

    private static AgentException Raises(string code, Func<object?> action)
    {
        AgentException e = Assert.Throws<AgentException>(() => { _ = action(); });
        Assert.Equal(code, e.Code);
        Assert.All([e.What, e.Where, e.Fix], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        return e;
    }
}
