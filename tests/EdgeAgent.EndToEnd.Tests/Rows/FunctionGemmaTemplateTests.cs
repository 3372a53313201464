using System.Text.Json.Nodes;
using EdgeAgent.Models;
using EdgeAgent.Templates;

namespace EdgeAgent.EndToEnd.Tests.Rows;

/// <summary>The manifest's template for FunctionGemma against the conversation that its makers' page shows.</summary>
/// <remarks>Source: ai.google.dev/gemma/docs/functiongemma/formatting-and-best-practices, "Weather Tool Flow".</remarks>
public sealed class FunctionGemmaTemplateTests
{
    private const string Opening = "You are a model that can do function calling with the following functions";

    private static readonly JsonArray s_tools = JsonNode.Parse("""
        [{"type": "function", "function": {"name": "get_current_weather", "description": "Gets the current weather in a given location.", "parameters": {"type": "object",
        "properties": {"location": {"type": "string", "description": "The city and state, e.g. \"San Francisco, CA\" or \"Tokyo, JP\""},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "description": "The unit to return the temperature in."}}, "required": ["location"]}}}]
        """)!.AsArray();

    private const string Declared =
        "<start_function_declaration>declaration:get_current_weather{description:<escape>Gets the current weather in a given location.<escape>,parameters:{properties:{"
        + "location:{description:<escape>The city and state, e.g. \"San Francisco, CA\" or \"Tokyo, JP\"<escape>,type:<escape>STRING<escape>},"
        + "unit:{description:<escape>The unit to return the temperature in.<escape>,enum:[<escape>celsius<escape>,<escape>fahrenheit<escape>],type:<escape>STRING<escape>}},"
        + "required:[<escape>location<escape>],type:<escape>OBJECT<escape>}}<end_function_declaration>";

    private const string Asked = "<start_of_turn>user\nHey, what's the weather in Tokyo right now?<end_of_turn>\n";

    private const string Called = "<start_of_turn>model\n<start_function_call>call:get_current_weather{location:<escape>Tokyo, Japan<escape>}<end_function_call>"
        + "<start_function_response>response:get_current_weather{temperature:15,weather:<escape>sunny<escape>}<end_function_response>";

    [Theory]
    [InlineData(1, true, $"<bos><start_of_turn>developer\n{Opening}{Declared}<end_of_turn>\n{Asked}<start_of_turn>model\n")]
    [InlineData(3, true, $"<bos><start_of_turn>developer\n{Opening}{Declared}<end_of_turn>\n{Asked}{Called}")]
    [InlineData(4, false, $"<bos><start_of_turn>developer\n{Opening}{Declared}<end_of_turn>\n{Asked}{Called}The current weather in Tokyo is sunny.<end_of_turn>\n")]
    public void Render_TheMakersConversation_IsTheirs(int messages, bool opens, string expected) => Assert.Equal(expected, Render(messages, system: null, opens));

    [Theory]
    [InlineData("Be brief.", $"Be brief.\n{Opening}")]
    [InlineData(Opening, Opening)]
    public void Render_SystemMessage_KeepsTheirOpeningOnce(string system, string expected)
        => Assert.StartsWith($"<bos><start_of_turn>developer\n{expected}{Declared}<end_of_turn>\n", Render(1, system, opens: true), StringComparison.Ordinal);

    private static string Render(int messages, string? system, bool opens)
    {
        JsonArray conversation = JsonNode.Parse("""
            [{"role": "user", "content": "Hey, what's the weather in Tokyo right now?"},
            {"role": "assistant", "tool_calls": [{"function": {"name": "get_current_weather", "arguments": {"location": "Tokyo, Japan"}}}]},
            {"role": "tool", "name": "get_current_weather", "content": {"temperature": 15, "weather": "sunny"}},
            {"role": "assistant", "content": "The current weather in Tokyo is sunny."}]
            """)!.AsArray();
        while (conversation.Count > messages) conversation.RemoveAt(messages);
        if (system is not null) conversation.Insert(0, new JsonObject { ["role"] = "system", ["content"] = system });
        return ChatTemplate.Compile(ModelManifest.Embedded.Find("functiongemma").TemplateText!).Render(new ChatTemplateInput
        {
            Messages = conversation, Tools = s_tools, AddGenerationPrompt = opens, BosToken = "<bos>",
        });
    }
}
