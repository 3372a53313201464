using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Tests;

/// <summary>The language, in small cases of our own: what runs where the goldens are not at hand.</summary>
public class JinjaTests
{
    private const string Variables = """
        {"xs": [3, 1, 2], "d": {"b": 1, "a": 2.0}, "s": "  Perché no?  ", "none_value": null, "emoji": "😀a",
         "turns": [{"role": "user", "content": "Ciao"}, {"role": "assistant", "content": "Ehi"}], "tool": {"q": "\"<è>\"", "n": 1e-7, "big": 12345678901234567890}}
        """;

    public static TheoryData<string, string> Cases => new()
    {
        // white space: the newline after a tag and the blanks before one go
        { "a\n  {% if true %}\nb\n  {% endif %}\nc\n", "a\nb\nc" },
        { "a {%- if true %} b {% endif -%} \n c", "a b c" },
        { "<tools>{% for x in xs %}\n{{ x }}{% endfor %}\n</tools>", "<tools>312</tools>" },
        { "{# note #}\n{% raw %}{{ x }}{% endraw %}", "{{ x }}" },
        // scopes: an if is none, a loop is one, a namespace crosses it
        { "{% if true %}{% set a = 1 %}{% endif %}{{ a }}", "1" },
        { "{% set a = 1 %}{% for x in xs %}{% set a = a + x %}{{ a }}{% endfor %}{{ a }}", "4231" },
        { "{% set n = namespace(sum=0) %}{% for x in xs %}{% set n.sum = n.sum + x %}{% endfor %}{{ n.sum }}", "6" },
        { "{% generation %}{% set g = 1 %}{% endgeneration %}[{{ g }}]", "[]" },
        { "{% set g = 1 %}{% macro m() %}{{ g }}{% endmacro %}{% set g = 2 %}{{ m() }}", "2" },
        { "{% for x in xs %}{% if x == 1 %}{% set seen = x %}{% endif %}[{{ seen }}]{% endfor %}", "[][1][]" },
        // loops
        { "{% for x in xs %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% else %}none{% endfor %}", "1/3,2/3,3/3" },
        { "{% for x in xs if x > 1 %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}", "<3>2 3<2> " },
        { "{% for x in xs %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}{% for x in xs %}{% break %}{% endfor %}", "32" },
        { "{% set n = namespace(stop=false) %}{% for x in xs if not n.stop %}{{ x }}{% set n.stop = true %}{% endfor %}", "3" },
        { "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "b=1;a=2.0;" },
        // macros and blocks
        { "{% macro m(a, b='B') %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, z=4) }}", "12(3,){'z': 4}" },
        { "{% macro wrap() %}<{{ caller(1) }}>{% endmacro %}{% call(x) wrap() %}in {{ x }}{% endcall %}", "<in 1>" },
        { "{% macro down(n) %}{{ n }}{{ down(n - 1) if n }}{% endmacro %}{{ down(3) }}", "3210" },
        { "{% set t %}x{{ xs[0] }}{% endset %}{% filter upper %}{{ t }}{% endfilter %}{% with a = 1 %}{{ a }}{% endwith %}{{ a }}", "X31" },
        // operators
        { "{{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 ** 2 }} {{ 6 / 2 }} {{ 1 ~ 2 * 3 }} {{ 'ab' * 2 }}", "3 2 64 3.0 16 abab" },
        { "{{ 1 < 2 < 3 }} {{ 'a' in 'abc' }} {{ 4 not in xs }} {{ true == 1 }} {{ 'B' < 'a' }} {{ '' or [] or 'z' }}", "True True True True True z" },
        { "{{ 100000000000 * 100000000000 }} {{ 0.1 + 0.2 }} {{ 1e16 }} {{ 1.0 }}", "10000000000000000000000 0.30000000000000004 1e+16 1.0" },
        { "{{ emoji|length }}{{ emoji[1] }}{{ emoji[::-1] }}{{ xs[1:] }}{{ s[-1] }}|", "2aa😀[1, 2] |" },
        // undefined and None
        { "[{{ nope }}{{ d.nope }}{{ nope is defined }}{{ none_value }}{{ nope|default('x') }}{{ none_value or 'y' }}]", "[FalseNonexy]" },
        // text
        { "{{ s.strip().split(' ')[0].upper() }}{{ s|trim|length }}{{ 'straße'.upper() }}{{ 'x=%03d' % 7 }}{{ '{:>4}'.format('a') }}", "PERCHÉ10STRASSEx=007   a" },
        { "{{ [1, 'è', none, true, {'k': \"it's\"}] }}", "[1, 'è', None, True, {'k': \"it's\"}]" },
        // filters and tests
        { "{{ turns|map(attribute='role')|join(', ') }} {{ turns|selectattr('role', 'equalto', 'user')|list|length }}", "user, assistant 1" },
        { "{{ xs|sort|join }}{{ xs|max }}{{ d|dictsort }}{{ ' a'|replace(' ', '_')|upper }}{{ xs|reject('odd')|list }}", "1233[('a', 2.0), ('b', 1)]_A[2]" },
        { "{{ d is mapping }}{{ 'x' is string }}{{ xs is iterable }}{{ 3 is odd }}{{ none_value is none }}{{ 9 is divisibleby 3 }}", "TrueTrueTrueTrueTrueTrue" },
        // JSON as Python writes it
        { "{{ tool|tojson }}", """{"q": "\"<è>\"", "n": 1e-07, "big": 12345678901234567890}""" },
        { "{{ {'a': [1, {}], 'b': none}|tojson(indent=2) }}", "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": null\n}" },
        { "{{ 'é'|tojson(ensure_ascii=true) }}{{ [1.0, true]|tojson(separators=(',', ':')) }}", "\"\\u00e9\"[1.0,true]" },
        { "{{ strftime_now('%d %B %Y, %-H:%M') }}", "05 March 2026, 7:08" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_LanguageCase_GivesTheText(string template, string expected)
    {
        ArgumentNullException.ThrowIfNull(template);
        DateTimeOffset now = new(2026, 3, 5, 7, 8, 9, TimeSpan.Zero);
        Assert.Equal(expected, ChatTemplate.Compile(template).Render(JsonNode.Parse(Variables)!.AsObject(), now));
    }

    [Fact]
    public void Render_NodesMadeInCode_PrintAsTheirTypes()
    {
        JsonObject variables = new()
        {
            ["whole"] = 1, ["real"] = 1.0, ["single"] = 0.5f, ["money"] = 2.50m, ["wide"] = ulong.MaxValue, ["text"] = "x", ["yes"] = true, ["letter"] = 'c',
        };
        string text = ChatTemplate.Compile("{{ [whole, real, single, money, wide, text, yes, letter]|tojson }}").Render(variables);
        Assert.Equal("""[1, 1.0, 0.5, 2.5, 18446744073709551615, "x", true, "c"]""", text);
    }

    [Fact]
    public void Render_FromManyThreads_GivesTheSameText()
    {
        ChatTemplate template = ChatTemplate.Compile(BuiltInTemplates.Nesso);
        ChatTemplateInput input = Conversations.Weather;
        string expected = template.Render(input);
        Parallel.For(0, 500, _ => Assert.Equal(expected, template.Render(input)));
    }

    [Fact]
    public void StrftimeNow_WithoutGivenTime_AsksTheClock()
    {
        ChatTemplateOptions options = new() { Clock = new StoppedClock() };
        Assert.Equal("2031-12-31", ChatTemplate.Compile("{{ strftime_now('%Y-%m-%d') }}", options).Render([]));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2031, 12, 31, 12, 0, 0, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
