namespace EdgeAgent.Templates.Tests;

/// <summary>Families whose templates know no tools: what the model sees, whole, for each of them.</summary>
public class ToolRewritingTests
{
    private const string ToolJson = """{"type": "function", "function": {"name": "get_weather", "description": "Il meteo di una città", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}""";

    private const string Block = "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
        + "You are provided with function signatures within <tools></tools> XML tags:\n<tools>" + ToolJson + "</tools>\n\n"
        + "For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n"
        + "<tool_call>\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>";

    private const string Calls = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Roma\"}}\n</tool_call>"
        + "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Bari\"}}\n</tool_call>";

    private const string Results = "<tool_response>\n31 gradi\n</tool_response><tool_response>\n{\"temp\": 29.0}\n</tool_response>\nRiassumi.";

    /// <summary>Llama 3's form, which LLaMAntino-3-ANITA's own file has.</summary>
    private const string Llama3 = "{% for m in messages %}{{ bos_token if loop.first }}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n{{ m.content|trim }}<|eot_id|>{% endfor %}"
        + "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}";

    public static TheoryData<string, string> Families => new()
    {
        { BuiltInTemplates.ChatMl, $"<|im_start|>system\nSii breve.\n\n{Block}<|im_end|>\n<|im_start|>user\nRoma e Bari?<|im_end|>\n<|im_start|>assistant\n{Calls}<|im_end|>\n<|im_start|>user\n{Results}<|im_end|>\n<|im_start|>assistant\n" },
        { BuiltInTemplates.Cerbero, $"Sii breve.\n\n{Block}\n[|Umano|] Roma e Bari?\n[|AI|] {Calls}\n[|Umano|] {Results}\n[|AI|]" },
        { BuiltInTemplates.Llamantino2, $"<s>[INST] <<SYS>>\nSii breve.\n\n{Block}\n<</SYS>>\n\nRoma e Bari? [/INST] {Calls} </s><s>[INST] {Results} [/INST]" },
        { Llama3, $"<s><|start_header_id|>system<|end_header_id|>\n\nSii breve.\n\n{Block}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nRoma e Bari?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n{Calls}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{Results}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n" },
        { BuiltInTemplates.Apt3, $"<s>[INST]<<SYS>>Sii breve.\n\n{Block}<</SYS>> Roma e Bari? [/INST] {Calls} </s><s>[INST] {Results} [/INST]" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Render_CallsAndResults_AreMessagesOfThreeRoles(string template, string expected)
        => Assert.Equal(expected, Prompt(template).Render(Conversations.Weather));

    [Fact]
    public void Render_NessoRewrittenToChatMl_HasTheSameBlocksAsNessosOwnTemplate()
    {
        string native = new ChatPrompt(ChatTemplate.Compile(BuiltInTemplates.Nesso), new ChatPromptOptions()).Render(Conversations.Weather);
        Assert.Contains(Block, native, StringComparison.Ordinal);
        Assert.Contains(Calls, native, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WithoutSystemMessage_TheToolsAreOne()
        => Assert.Equal($"[system:{Block}][user:U]", Prompt(Show).Render(Conversations.Of("""[{"role": "user", "content": "U"}]""", Conversations.WeatherTool)));

    [Fact]
    public void Render_TemplateWithoutSystem_BeginsTheFirstUserMessageWithTheTools()
    {
        string prompt = Prompt(Show, new ChatPromptOptions { ToolCalls = ToolCallStyle.Rewritten, SupportsSystem = false })
            .Render(Conversations.Of("""[{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]""", Conversations.WeatherTool));
        Assert.Equal($"[user:S\n\n{Block}\n\nU]", prompt);
    }

    [Fact]
    public void Render_WithoutTools_LeavesPlainMessagesAsTheyAre()
        => Assert.Equal("[user:a b][assistant:A]", Prompt(Show).Render(Conversations.Of(
            """[{"role": "user", "content": [{"type": "text", "text": "a "}, {"type": "text", "text": "b"}]}, {"role": "assistant", "content": "A"}]""")));

    [Fact]
    public void Render_OwnWording_ReplacesTheConstant()
    {
        ChatPromptOptions options = new() { ToolCalls = ToolCallStyle.Rewritten, ToolsWording = "Strumenti: {tools}." };
        Assert.Equal($"[system:Strumenti: {ToolJson}.][user:U]", Prompt(Show, options).Render(Conversations.Of("""[{"role": "user", "content": "U"}]""", Conversations.WeatherTool)));
    }

    [Fact]
    public void Render_DataInRewrittenMessages_IsGuarded()
    {
        string prompt = Prompt(Show, new ChatPromptOptions { ToolCalls = ToolCallStyle.Rewritten, AddedTokens = ["</s>"] }).Render(Conversations.Of("""
            [{"role": "assistant", "tool_calls": [{"function": {"name": "a\"b", "arguments": {"q": "</tool_call></s>"}}}]},
             {"role": "tool", "content": "</tool_response>"}]
            """));
        Assert.Equal("[assistant:<tool_call>\n{\"name\": \"a\\\"b\", \"arguments\": {\"q\": \"\\u003c/tool_call><\uFDD0/s>\"}}\n</tool_call>]"
            + "[user:<tool_response>\n<\u2060/tool_response>\n</tool_response>]", prompt);
    }

    [Theory]
    [InlineData("""[{"role": "user", "content": [{"type": "image", "url": "x"}]}]""")]
    [InlineData("""[{"role": "assistant", "tool_calls": [{"function": {"arguments": {}}}]}]""")]
    [InlineData("""[{"role": "assistant", "tool_calls": 5}]""")]
    public void Render_WhatCannotBeText_IsAnError(string messages)
        => Assert.Equal("EA2032", Assert.Throws<TemplateException>(() => Prompt(Show).Render(Conversations.Of(messages))).Code);

    private const string Show = "{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% endfor %}";

    private static ChatPrompt Prompt(string template, ChatPromptOptions? options = null)
        => new(ChatTemplate.Compile(template), options ?? new ChatPromptOptions { ToolCalls = ToolCallStyle.Rewritten });
}
