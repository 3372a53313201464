using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

public class ToolGrammarTests
{
    private const string Call = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Roma\"}}\n</tool_call>";
    private const string Other = "<tool_call>\n{\"name\": \"get_weather_in\", \"arguments\": {}}\n</tool_call>";

    private static readonly ToolSet Tools = new(
    [
        new ToolDefinition("get_weather", SchemaDocument.Parse("""{"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city"]}""")),
        new ToolDefinition("get_weather_in", SchemaDocument.Parse("""{"type": "object", "properties": {}}""")),
        new ToolDefinition("dì \"ciao\"", SchemaDocument.Parse("""{"type": "object"}""")),
    ]);

    private static CompiledGrammar Compile(ToolChoice choice, bool parallel = true, int maxCalls = 16, GrammarVocabulary? vocabulary = null) =>
        GrammarCompiler.Compile(Tools, vocabulary ?? Vocabularies.Small, new ToolGrammarOptions { Choice = choice, AllowParallelCalls = parallel, MaxCalls = maxCalls });

    private static bool Allows(CompiledGrammar grammar, string text)
    {
        GrammarMatcher matcher = grammar.CreateMatcher();
        return Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text)) < 0 && matcher.IsAccepting;
    }

    public static TheoryData<string, bool, string, bool> Choices => new()
    {
        { "auto", true, "", true },
        { "auto", true, "Ciao! <tool <<tool_cal", true },
        { "auto", true, Call, true },
        { "auto", true, "Certo. " + Call + " e poi " + Other + "fine", true },
        { "auto", true, "<" + Call, true },
        { "auto", true, "<tool_call> no", false },
        { "auto", true, "a<tool_call>\n{\"name\": \"get_wea", false },
        { "auto", false, Call + "e basta </tool_call>", true },
        { "auto", false, Call + Other, false },
        { "none", true, "Ciao <tool_call", true },
        { "none", true, "Ciao <tool_call>", false },
        { "required", true, Call, true },
        { "required", true, Call + Other + Call, true },
        { "required", true, "", false },
        { "required", true, " " + Call, false },
        { "required", true, Call + " ", false },
        { "required", false, Call, true },
        { "required", false, Call + Call, false },
        { "named", true, Other, true },
        { "named", true, Other + Other, true },
        { "named", true, Call, false },
        { "named", false, Other + Other, false },
        { "named", true, "text", false },
    };

    [Theory, MemberData(nameof(Choices))]
    public void U7_ToolChoice_AllowsOnlyWhatItSays(string choice, bool parallel, string text, bool allowed) => Assert.Equal(allowed, Allows(Compile(ChoiceOf(choice), parallel), text));

    private static ToolChoice ChoiceOf(string choice) => choice switch
    {
        "auto" => ToolChoice.Auto,
        "none" => ToolChoice.None,
        "required" => ToolChoice.Required,
        _ => ToolChoice.Named("get_weather_in"),
    };

    [Fact]
    public void U5_Name_NotRegistered_CannotBeWritten()
    {
        CompiledGrammar grammar = Compile(ToolChoice.Required);
        foreach (string name in (string[])["get", "get_weathe", "get_weather_", "get_weather_i", "get_weather_in2", "", "Get_weather", "dì ciao", "other"])
            Assert.False(Allows(grammar, $$$"""<tool_call>{{{"\n"}}}{"name": "{{{name}}}", "arguments": {}}{{{"\n"}}}</tool_call>"""), name);
        Assert.True(Allows(grammar, "<tool_call>\n{\"name\": \"dì \\\"ciao\\\"\", \"arguments\": {\"x\": [1]}}\n</tool_call>"));
    }

    [Fact]
    public void U13_EndTokens_AreAllowedOnlyWhereTheTextMayEnd()
    {
        CompiledGrammar grammar = Compile(ToolChoice.Auto, maxCalls: 1);
        GrammarMatcher matcher = grammar.CreateMatcher();
        byte[] text = Encoding.UTF8.GetBytes("Sì. " + Call + ".");
        int opening = "Sì. <tool_call>".Length + 1, closed = text.Length - 1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool inCall = i >= opening && i < closed;
            SortedSet<int> mask = Reference.Mask(matcher);
            Assert.Equal(!inCall, matcher.IsAccepting);
            Assert.Equal(!inCall, mask.Contains(Vocabularies.SmallEnd));
            Assert.Equal(!inCall, mask.Contains(Vocabularies.SmallEnd + 1));
            Assert.DoesNotContain(Vocabularies.SmallSpecial, mask);
            if (inCall) Assert.False(matcher.TryAccept(Vocabularies.SmallEnd));
            if (i < text.Length) Assert.True(matcher.TryAccept(text[i]));
        }
        Assert.True(matcher.TryAccept(Vocabularies.SmallEnd + 1));
        Assert.True(matcher.IsEnded);
        Assert.False(matcher.IsAccepting);
        Assert.Empty(Reference.Mask(matcher));
        Assert.False(matcher.TryAccept('a'));
        matcher.Rollback(1);
        Assert.True(matcher.IsAccepting);
    }

    [Theory]
    [InlineData("auto", "Ecco <<tool_call " + Call + "poi" + Other)]
    [InlineData("required", Call + Other)]
    [InlineData("none", "Ecco <tool_call testo</tool_call>")]
    public void FillMask_AtEveryPrefix_IsWhatTryAcceptAllows(string choice, string text)
    {
        GrammarMatcher matcher = Compile(ChoiceOf(choice)).CreateMatcher();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            Assert.Equal(Reference.Allowed(matcher), Reference.Mask(matcher));
            Assert.True(matcher.TryAccept(b));
        }
        Assert.Equal(Reference.Allowed(matcher), Reference.Mask(matcher));
    }

    [Fact]
    public void Regions_TwoCallsInText_BeginAtTheRightBytes()
    {
        GrammarMatcher matcher = Compile(ToolChoice.Auto).CreateMatcher();
        string text = "Sì " + Call + "\n" + Other;
        Assert.True(Reference.AcceptLongest(matcher, Encoding.UTF8.GetBytes(text)));
        (RegionKind, int, int, string)[] expected =
        [
            (RegionKind.Text, -1, 0, "Sì "),
            (RegionKind.Opening, -1, 0, "<tool_call>\n{\"name\": \""),
            (RegionKind.Name, -1, 0, "get_weather"),
            (RegionKind.Opening, 0, 0, "\", \"arguments\": "),
            (RegionKind.Arguments, 0, 0, "{\"city\": \"Roma\"}"),
            (RegionKind.Closing, 0, 0, "}\n</tool_call>"),
            (RegionKind.Text, -1, 1, "\n"),
            (RegionKind.Opening, -1, 1, "<tool_call>\n{\"name\": \""),
            (RegionKind.Name, -1, 1, "get_weather_in"),
            (RegionKind.Opening, 1, 1, "\", \"arguments\": "),
            (RegionKind.Arguments, 1, 1, "{}"),
            (RegionKind.Closing, 1, 1, "}\n</tool_call>"),
            (RegionKind.Text, -1, 2, ""),
        ];
        List<(RegionKind, int, int, string)> actual = [];
        MatcherRegion[] regions = matcher.Regions.ToArray();
        for (int i = 0; i < regions.Length; i++)
        {
            int end = i + 1 < regions.Length ? regions[i + 1].Start : matcher.Length;
            actual.Add((regions[i].Kind, regions[i].ToolIndex, regions[i].CallIndex, Encoding.UTF8.GetString(matcher.Text[regions[i].Start..end])));
        }
        Assert.Equal(expected, actual);
        matcher.Rollback(matcher.TokenCount);
        Assert.Equal([new MatcherRegion(RegionKind.Text, -1, 0, 0)], matcher.Regions.ToArray());
    }

    [Theory]
    [InlineData("required", Call + Other)]
    [InlineData("auto", Call + Other)]
    public void Regions_ByteByByteAndByTokens_AreTheSame(string choice, string text)
    {
        GrammarMatcher bytes = Compile(ChoiceOf(choice)).CreateMatcher(), tokens = Compile(ChoiceOf(choice)).CreateMatcher();
        Reference.AcceptBytes(bytes, Encoding.UTF8.GetBytes(text));
        Assert.True(Reference.AcceptLongest(tokens, Encoding.UTF8.GetBytes(text)));
        Assert.Equal(bytes.Regions.ToArray(), tokens.Regions.ToArray());
        Assert.Equal(0, bytes.Regions[choice == "auto" ? 1 : 0].Start);
    }

    [Fact]
    public void SettledLength_TextThatMayOpenACall_IsNotSettled()
    {
        GrammarMatcher matcher = Compile(ToolChoice.Auto).CreateMatcher();
        byte[] text = "a<<tx"u8.ToArray();
        int[] settled = [0, 1, 1, 2, 2, 5]; // before each byte and at the end
        for (int i = 0; i <= text.Length; i++)
        {
            Assert.Equal(settled[i], matcher.SettledLength);
            if (i < text.Length) matcher.TryAccept(text[i]);
        }
        GrammarMatcher none = Compile(ToolChoice.None).CreateMatcher();
        Reference.AcceptBytes(none, "a<tool"u8);
        Assert.Equal(6, none.SettledLength);
    }

    [Fact]
    public void ArgumentPointer_InNestedArguments_NamesTheValue()
    {
        GrammarMatcher matcher = Compile(ToolChoice.Auto).CreateMatcher();
        Assert.Equal("", matcher.ArgumentPointer);
        Reference.AcceptBytes(matcher, "<tool_call>\n{\"name\": \"dì \\\"ciao\\\"\", \"arguments\": {\"a/b\": 1, \"l\": [true, {\"x\\n\": \"wert"u8);
        Assert.Equal("/l/1/x\n", matcher.ArgumentPointer);
        matcher.Rollback(17);
        Assert.Equal("/l/0", matcher.ArgumentPointer);
        matcher.Rollback(10);
        Assert.Equal("/a~1b", matcher.ArgumentPointer);
    }

    [Fact]
    public void MaxCalls_Reached_ForbidsAnother()
    {
        CompiledGrammar grammar = Compile(ToolChoice.Required, maxCalls: 2);
        Assert.True(Allows(grammar, Call + Call));
        Assert.False(Allows(grammar, Call + Call + Call));
        Assert.False(Allows(Compile(ToolChoice.Auto, maxCalls: 2), Call + Call + Call));
    }

    [Theory]
    [InlineData("""{"type": "string"}""", "EA1107")]
    [InlineData("""{"type": "object", "properties": {"p": {"type": "string", "pattern": "(a)\\1"}}}""", "EA1101")]
    [InlineData("""{"type": "object", "properties": {"p": {"enum": []}}, "required": ["p"]}""", "EA1102")]
    public void Compile_BadParameters_NameTheTool(string parameters, string code)
    {
        ToolSet tools = new([new ToolDefinition("open_gate", SchemaDocument.Parse(parameters))]);
        GrammarException e = Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(tools, Vocabularies.Small, null, TestContext.Current.CancellationToken));
        Assert.Equal(code, e.Code);
        Assert.Contains("open_gate", e.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_FaultyToolSetOrChoice_IsRefused()
    {
        SchemaDocument any = SchemaDocument.Parse("{}");
        Assert.Equal("EA1105", Assert.Throws<GrammarException>(() => new ToolSet([new("a", any), new("a", any)])).Code);
        Assert.Equal("EA1105", Assert.Throws<GrammarException>(() => new ToolSet([new("", any)])).Code);
        Assert.Equal("EA1106", Assert.Throws<GrammarException>(() => Compile(ToolChoice.Named("b"))).Code);
        Assert.Equal("EA1106", Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(new ToolSet([]), Vocabularies.Small, new ToolGrammarOptions { Choice = ToolChoice.Required }, TestContext.Current.CancellationToken)).Code);
        Assert.Equal("EA1110", Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(Tools, Vocabularies.Small, new ToolGrammarOptions { Syntax = ToolCallSyntax.Hermes with { Trigger = "" } }, TestContext.Current.CancellationToken)).Code);
        Assert.True(GrammarCompiler.Compile(new ToolSet([]), Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher().IsAccepting);
    }

    [Fact]
    public void Compile_OtherTexts_AreUsed()
    {
        ToolGrammarOptions options = new() { Syntax = new ToolCallSyntax { Trigger = "[CALL]", BeforeName = "{\"function\": \"", BeforeArguments = ", \"parameters\": ", AfterArguments = "}" } };
        Assert.True(Allows(GrammarCompiler.Compile(Tools, Vocabularies.Small, options, TestContext.Current.CancellationToken), "x[CALL]{\"function\": \"get_weather_in\", \"parameters\": {}}y"));
    }
}
