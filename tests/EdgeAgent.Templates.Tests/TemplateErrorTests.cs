using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests;

public class TemplateErrorTests
{
    /// <summary>Template, code, line, column, and a word that the message must hold.</summary>
    public static TheoryData<string, string, int, int, string> Cases => new()
    {
        { "a\n{% if %}x{% endif %}", "EA2001", 2, 7, "expression" },
        { "{{ 'a' ", "EA2001", 1, 1, "never closed" },
        { "x {{ 1 2 }}", "EA2001", 1, 8, "'2'" },
        { "{% for x in [1] %}\n  {% endif %}", "EA2001", 2, 6, "'endif'" },
        { "{% if true %}x", "EA2001", 1, 15, "'endif'" },
        { "{% break %}", "EA2001", 1, 4, "loop" },
        { "{{ (1] }}", "EA2001", 1, 6, "')'" },
        { "{# open", "EA2001", 1, 1, "comment" },
        { "{{ 1 is string is string }}", "EA2001", 1, 16, "chained" },
        { "{{ '\\xZZ' }}", "EA2001", 1, 5, "hexadecimal" },
        { "line\n  {% include 'x' %}", "EA2002", 2, 6, "'include'" },
        { "{% for x in xs recursive %}{% endfor %}", "EA2002", 1, 16, "Recursive" },
        { "{{ 'x' | urlize }}", "EA2002", 1, 10, "'urlize'" },
        { "{{ 'x'.encode('utf-8') }}", "EA2002", 1, 7, "'encode'" },
        { "{{ '\\N{SNOWMAN}' }}", "EA2002", 1, 5, "SNOWMAN" },
        { "{{ x | nofilter }}", "EA2003", 1, 8, "'nofilter'" },
        { "{{ x is notest }}", "EA2003", 1, 9, "'notest'" },
        { "{{ [1] | map('nofilter') | list }}", "EA2003", 1, 28, "'nofilter'" },
        { "\n\n {{ message.role }}", "EA2010", 3, 12, "'message'" },
        { "{{ d.a.b }}", "EA2010", 1, 7, "'a'" },
        { "{{ nofunction() }}", "EA2010", 1, 14, "'nofunction'" },
        { "{{ 'a' + 1 }}", "EA2011", 1, 8, "int" },
        { "{% for x in 5 %}{% endfor %}", "EA2011", 1, 4, "int" },
        { "{{ 1 // 0 }}", "EA2011", 1, 6, "zero" },
        { "{{ none | tojson(1, 2, 3, 4, 5) }}", "EA2011", 1, 11, "4" },
        { "{{ raise_exception('Roles must alternate') }}", "EA2012", 1, 19, "Roles must alternate" },
        { "{{ [1].append(2) }}", "EA2013", 1, 14, "'append'" },
        { "{{ ''.__class__.__mro__ }}", "EA2013", 1, 16, "'__class__'" },
        { "{% set ns = namespace() %}{% set ns._x = 1 %}", "EA2013", 1, 34, "'_x'" },
        { "{{ range(100001) }}", "EA2013", 1, 9, "100000" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Template_ThatCannotBe_SaysWhatAndWhere(string template, string code, int line, int column, string word)
    {
        ArgumentNullException.ThrowIfNull(template);
        TemplateException e = Assert.Throws<TemplateException>(() => ChatTemplate.Compile(template).Render(new JsonObject { ["d"] = new JsonObject() }));
        Assert.Equal((code, line, column), (e.Code, e.Line, e.Column));
        Assert.Contains(word, e.What, StringComparison.Ordinal);
        Assert.Contains($"line {line}, column {column}", e.Where, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(e.Fix));
        Assert.Contains(code, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RaiseException_WhatIsExactlyTheTemplatesText()
        => Assert.Equal("è vietato!", Assert.Throws<TemplateException>(() => ChatTemplate.Compile("{{ raise_exception('è vietato!') }}").Render([])).What);

    [Theory]
    [InlineData("{% if false %}{{ x | nofilter }}{% endif %}ok")]
    [InlineData("{{ (x | nofilter) if false }}ok")]
    [InlineData("{{ ('a' is notest) if false }}ok")]
    public void UnknownName_InABranchNotTaken_IsNoError(string template) => Assert.Equal("ok", ChatTemplate.Compile(template).Render([]));

    [Fact]
    public void Render_JsonWithADuplicateKey_IsAnErrorNotACrash()
    {
        ChatTemplateInput input = new() { Messages = JsonNode.Parse("""[{"role": "user", "role": "system"}]""")!.AsArray() };
        ChatTemplate template = ChatTemplate.Compile("{{ messages[0].role }}");
        Assert.Equal("EA2030", Assert.Throws<TemplateException>(() => template.Render(input)).Code);
        Assert.Equal("EA2030", Assert.Throws<TemplateException>(() => new ChatPrompt(template, new ChatPromptOptions()).Render(input)).Code);
    }
}
