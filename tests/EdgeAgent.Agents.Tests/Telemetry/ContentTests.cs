using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.Agents.Telemetry;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Telemetry;

/// <summary>What was said is told to listeners only where somebody asked for it.</summary>
[Collection(nameof(Alone))]
public sealed class ContentTests
{
    [Fact]
    public async Task RunAsync_ContentsNotAskedFor_NoSpanAndNoMetricHasAny()
    {
        using Listening heard = new();
        await RunAsync(new());
        Assert.True(heard.Spans.Count >= 5 && heard.Values.Count >= 5);
        Assert.DoesNotContain("secret", heard.Everything(), StringComparison.Ordinal);
        Assert.DoesNotContain("4711", heard.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ContentsAskedFor_StandInTheirAttributesAndInNoMetric()
    {
        using Listening heard = new();
        await RunAsync(new() { CaptureContent = true });
        Activity chat = heard.Spans.Last(s => s.DisplayName == "chat");
        using JsonDocument input = JsonDocument.Parse((string)chat.GetTagItem("gen_ai.input.messages")!);
        Assert.Equal(["system", "user", "assistant", "tool"], input.RootElement.EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("""[{"type":"text","content":"secret question"}]""", input.RootElement[1].GetProperty("parts").GetRawText());
        Assert.Equal("""{"type":"tool_call","id":"call_1","name":"good","arguments":{"x":4711}}""", input.RootElement[2].GetProperty("parts")[1].GetRawText());
        Assert.Equal("""{"type":"tool_call_response","id":"call_1","response":{"result":"secret result"}}""", input.RootElement[3].GetProperty("parts")[0].GetRawText());
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"secret end"}],"finish_reason":"stop"}]""", chat.GetTagItem("gen_ai.output.messages"));
        Assert.StartsWith("""[{"type":"function","name":"good","description":"Does good","parameters":{""", (string)chat.GetTagItem("gen_ai.tool.definitions")!, StringComparison.Ordinal);

        Activity tool = heard.Span("execute_tool good"), turn = heard.Span("invoke_agent");
        Assert.Equal(("""{"x":4711}""", "\"secret result\""), (tool.GetTagItem("gen_ai.tool.call.arguments"), tool.GetTagItem("gen_ai.tool.call.result")));
        Assert.Equal("""[{"type":"text","content":"secret instructions"}]""", turn.GetTagItem("gen_ai.system_instructions"));
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"secret question"}]}]""", turn.GetTagItem("gen_ai.input.messages"));
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"secret end"}]}]""", turn.GetTagItem("gen_ai.output.messages"));
        Assert.DoesNotContain(heard.Values, v => v.Tags.Values.Any(t => $"{t}".Contains("secret", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_LongTexts_AreCutAndStayJson()
    {
        ChatMessage message = new(ChatRole.Tool, [
            new TextContent(new string('a', 40_000)), new FunctionResultContent("c", JsonSerializer.SerializeToElement(new string('b', 40_000))),
            new DataContent(new byte[9], "image/png")]);
        using JsonDocument json = JsonDocument.Parse(MessageJson.Write([message]));
        JsonElement parts = json.RootElement[0].GetProperty("parts");
        Assert.Equal([32_769, 32_769], new[] { parts[0].GetProperty("content"), parts[1].GetProperty("response") }.Select(p => p.GetString()!.Length));
        Assert.Equal("""{"type":"DataContent"}""", parts[2].GetRawText());
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "true", true)]
    [InlineData(null, "True", true)]
    [InlineData(null, "1", false)]
    [InlineData(false, "true", false)]
    [InlineData(true, null, true)]
    public void Captures_TheOptionGoesBeforeTheEnvironment(bool? option, string? environment, bool captures) => Assert.Equal(captures,
        new AgentTelemetryOptions { CaptureContent = option }.Captures(name => name == "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT" ? environment : null));

    private static async Task RunAsync(AgentTelemetryOptions telemetry)
    {
        AgentTool[] tools = [Turn.Tool("good", (_, _) => ValueTask.FromResult<object?>("secret result")), Turn.Tool("bad", (_, _) => throw new InvalidOperationException("secret exception"))];
        using ScriptedChatClient model = new(
            Turn.Says("secret text").Call("good", """{"x":4711}""").Call("bad", """{"x":4711}""").Call("secret_name", """{"y": "secret"}""").Call("good", """{"x":"secret"}"""),
            Turn.Says("secret end"));
        await new Agent(model, new AgentOptions { Tools = tools, Instructions = "secret instructions", Telemetry = telemetry }).RunAsync(new(), "secret question", null, Turn.Token);
    }
}
