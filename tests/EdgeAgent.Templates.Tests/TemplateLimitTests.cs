using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests;

/// <summary>Templates come from the internet: none may hang, take the memory, or bring the process down.</summary>
public class TemplateLimitTests
{
    private const string Twice = "{% for i in range(100000) %}";

    /// <summary>Hostile templates, and the limit that stops each.</summary>
    public static TheoryData<string, string> Hostile => new()
    {
        { Twice + Twice + "{% endfor %}{% endfor %}", "EA2020" },
        { "{% set n = namespace(s='x') %}" + Twice + "{% set n.s = n.s + n.s %}{% endfor %}", "EA2021" },
        { "{% set n = namespace(s='x') %}" + Twice + "{% set n.s = n.s ~ n.s %}{% endfor %}", "EA2021" },
        { "{% set n = namespace(l=[1]) %}" + Twice + "{% set n.l = n.l + n.l %}{% endfor %}", "EA2021" },
        { "{{ 'x' * 10000000000 }}", "EA2021" },
        { "{{ [0] * 10000000000 }}", "EA2021" },
        { "{{ 'x'|center(10000000000) }}", "EA2021" },
        { "{{ '%1000000000d' % 1 }}", "EA2021" },
        { "{{ '{:>1000000000}'.format('x') }}", "EA2021" },
        { "{{ [1]|batch(1000000000, 'x')|list }}", "EA2021" },
        { "{{ [1]|slice(1000000000)|list }}", "EA2021" },
        { "{{ 'a\tb'.expandtabs(10000000000) }}", "EA2021" },
        { "{{ 'aaaa'.replace('', 'x' * 5000000) }}", "EA2021" },
        { "{{ ('x' * 3000000).join('aaaaaaaa') }}", "EA2021" },
        { "{{ 10 ** 10000 }}", "EA2021" },
        { "{% set n = namespace(i=3) %}" + Twice + "{% set n.i = n.i * n.i %}{% endfor %}", "EA2021" },
        { "{{ {'a': 1}|tojson(indent=100000000) }}", "EA2021" },
        { Twice + "{{ 'x' * 1000 }}{% endfor %}", "EA2021" },
        { "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "EA2022" },
        { "{% set n = namespace(l=[]) %}" + Twice + "{% set n.l = [n.l] %}{% endfor %}{{ n.l|tojson }}", "EA2022" },
        { "{% set n = namespace(l=[]) %}" + Twice + "{% set n.l = [n.l] %}{% endfor %}{{ n.l }}", "EA2022" },
        { "{% set n = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}{{ n.a == n.b }}", "EA2020" },
        { "{% set n = namespace(a=[]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% endfor %}{{ n.a|tojson }}", "EA2020" },
        { "{% set n = namespace(g=['x']) %}" + Twice + "{% set n.g = n.g|map('trim') %}{% endfor %}{{ n.g|list }}", "EA2022" },
        { "{% set s = 'x' * 10000000 %}" + Twice + "{% if s|length == 1 %}{% endif %}{% endfor %}", "EA2020" },
        { "{% set s = 'x' * 10000000 %}" + Twice + "{% if s|upper %}{% endif %}{% endfor %}", "EA2020" },
        { "{% set s = 'x' * 10000000 %}" + Twice + "{% if s.strip('y') %}{% endif %}{% endfor %}", "EA2020" },
        { "{% set s = 'x' * 10000000 %}{% set t = 'x' * 10000000 %}" + Twice + "{% if s == t %}{% endif %}{% endfor %}", "EA2020" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Render_HostileTemplate_IsStoppedByALimit(string template, string code)
    {
        ArgumentNullException.ThrowIfNull(template);
        Assert.Equal(code, Assert.Throws<TemplateException>(() => ChatTemplate.Compile(template, new() { MaxSteps = 2_000_000 }).Render([])).Code);
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("not ", "1", "")]
    [InlineData("-", "1", "")]
    [InlineData("", "x", ".a")]
    [InlineData("", "x", "|trim")]
    [InlineData("", "1", " - 1")]
    [InlineData("", "1", " ** 1")]
    [InlineData("1 if x else ", "1", "")]
    public void Compile_DeepExpression_IsStopped(string before, string inside, string after)
    {
        string template = "{{ " + Repeat(before, 100_000) + inside + Repeat(after, 100_000) + " }}";
        Assert.Equal("EA2022", Assert.Throws<TemplateException>(() => ChatTemplate.Compile(template, new() { MaxDepth = 1000 }).Render([])).Code);
    }

    [Theory]
    [InlineData("1 + ")]
    [InlineData("x or ")]
    [InlineData("1 ~ ")]
    public void Compile_LongFlatChain_IsNotDeep(string link)
        => Assert.NotEmpty(ChatTemplate.Compile("{{ " + Repeat(link, 5_000) + "1 }}").Render([]));

    [Fact]
    public void Compile_DeepTags_AreStopped()
    {
        string template = Repeat("{% if true %}", 100_000) + Repeat("{% endif %}", 100_000);
        Assert.Equal("EA2022", Assert.Throws<TemplateException>(() => ChatTemplate.Compile(template)).Code);
    }

    [Fact]
    public void Render_AtTheOutputLimit_PassesAndOneMoreFails()
    {
        ChatTemplate template = ChatTemplate.Compile("{{ s }}{{ s }}", new() { MaxOutputCharacters = 20 });
        Assert.Equal(20, template.Render(new JsonObject { ["s"] = "0123456789" }).Length);
        Assert.Equal("EA2021", Assert.Throws<TemplateException>(() => template.Render(new JsonObject { ["s"] = "01234567890" })).Code);
    }

    [Fact]
    public void Render_DeepJson_IsAnErrorNotACrash()
    {
        JsonNode node = new JsonArray();
        for (int i = 0; i < 200_000; i++) node = new JsonArray(node);
        ChatTemplateInput input = new() { Messages = [new JsonObject { ["role"] = "user", ["content"] = node }] };
        ChatTemplate template = ChatTemplate.Compile("{{ messages|tojson }}");
        Assert.Equal("EA2022", Assert.Throws<TemplateException>(() => template.Render(input)).Code);
        Assert.Equal("EA2022", Assert.Throws<TemplateException>(() => new ChatPrompt(template, new ChatPromptOptions()).Render(input)).Code);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChatTemplateOptions { MaxOutputCharacters = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChatTemplateOptions { MaxSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChatTemplateOptions { MaxDepth = 1001 });
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
