using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests;

public class ChatPromptTests
{
    private static readonly ChatPromptOptions s_options = new();

    [Fact]
    public void Render_NullContent_IsAMissingKey()
        => Assert.Equal("FalseTrue", Render("{{ messages[0].content is defined }}{{ messages[0].role is defined }}", """[{"role": "user", "content": null}]"""));

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("thinking")]
    [InlineData("reasoning")]
    public void Render_Reasoning_IsReadByBothOfItsNames(string name)
        => Assert.Equal("why|why", Render("{{ messages[0].reasoning_content }}|{{ messages[0].thinking }}",
            $$"""[{"role": "assistant", "content": "x", "{{name}}": "why"}]"""));

    [Theory]
    [InlineData("[]", "empty")]
    [InlineData("""["text"]""", "not a JSON object")]
    [InlineData("[null]", "not a JSON object")]
    public void Render_NotAConversation_IsAnError(string messages, string word)
    {
        TemplateException e = Assert.Throws<TemplateException>(() => Render("x", messages));
        Assert.Equal("EA2030", e.Code);
        Assert.Contains(word, e.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ContinueWithPartsAndTrimmingTemplate_EndsBehindTheText()
    {
        ChatTemplateInput input = Conversations.Of("""[{"role": "assistant", "content": [{"type": "text", "text": "{\"a\": "}]}]""") with { ContinueFinalMessage = true };
        Assert.Equal("<{\"a\":", new ChatPrompt(ChatTemplate.Compile("<{{ messages[0].content[0].text|trim }}>"), s_options).Render(input));
        Assert.Equal("<{\"a\": ", new ChatPrompt(ChatTemplate.Compile("<{{ messages[0].content[0].text }}>"), s_options).Render(input));
    }

    [Theory]
    [InlineData("""[{"role": "assistant"}]""", false)]
    [InlineData("""[{"role": "assistant", "content": "never printed"}]""", false)]
    [InlineData("""[{"role": "assistant", "content": "x"}]""", true)]
    public void Render_CannotContinue_IsAnError(string messages, bool addGenerationPrompt)
    {
        ChatTemplateInput input = Conversations.Of(messages) with { ContinueFinalMessage = true, AddGenerationPrompt = addGenerationPrompt };
        Assert.Equal("EA2031", Assert.Throws<TemplateException>(() => new ChatPrompt(ChatTemplate.Compile("fixed"), s_options).Render(input)).Code);
    }

    [Theory]
    [InlineData("""[{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]""", "[user:S\n\nU]")]
    [InlineData("""[{"role": "system", "content": "S"}]""", "[user:S]")]
    [InlineData("""[{"role": "user", "content": "U"}]""", "[user:U]")]
    public void Render_TemplateWithoutSystem_GetsItInTheFirstUserMessage(string messages, string expected)
    {
        ChatPrompt prompt = new(ChatTemplate.Compile("{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% endfor %}"), s_options with { SupportsSystem = false });
        Assert.Equal(expected, prompt.Render(Conversations.Of(messages)));
    }

    [Fact]
    public void Render_SystemBeforeParts_BecomesAPart()
    {
        ChatPrompt prompt = new(ChatTemplate.Compile("{% for p in messages[0].content %}<{{ p.text }}>{% endfor %}"), s_options with { SupportsSystem = false });
        string messages = """[{"role": "system", "content": "S"}, {"role": "user", "content": [{"type": "text", "text": "U"}]}]""";
        Assert.Equal("<S><\n\n><U>", prompt.Render(Conversations.Of(messages)));
    }

    [Fact]
    public void Render_Input_IsLeftAsItWas()
    {
        ChatTemplateInput input = Conversations.Weather;
        string before = input.Messages.ToJsonString() + input.Tools!.ToJsonString();
        new ChatPrompt(ChatTemplate.Compile(BuiltInTemplates.Cerbero), new ChatPromptOptions { ToolCalls = ToolCallStyle.Rewritten, AddedTokens = ["Roma"] }).Render(input);
        Assert.Equal(before, input.Messages.ToJsonString() + input.Tools!.ToJsonString());
    }

    [Fact]
    public void Render_ExtraVariables_GoBeforeTokensButNotBeforeMessages()
    {
        ChatTemplateInput input = Conversations.Of("""[{"role": "user", "content": "U"}]""") with { Extra = new JsonObject { ["bos_token"] = "B", ["messages"] = 1, ["mode"] = "m" } };
        Assert.Equal("B</s>Umnone", new ChatPrompt(ChatTemplate.Compile("{{ bos_token }}{{ eos_token }}{{ messages[0].content }}{{ mode }}{{ 'none' if documents is none }}"), s_options).Render(input));
    }

    private static string Render(string template, string messages) => new ChatPrompt(ChatTemplate.Compile(template), s_options).Render(Conversations.Of(messages));
}
