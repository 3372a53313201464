using System.Text.Json;
using EdgeAgent.Agents.Tools;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Parsing;

/// <summary>U3: arguments of the wrong JSON type are mended only in the declared ways, each is reported, and strictly none is.</summary>
public sealed class U3ArgumentRepairTests
{
    private static readonly AIFunctionDeclaration Tool = AIFunctionFactory.CreateDeclaration("t", "", JsonDocument.Parse("""
        {"type": "object", "$defs": {"n": {"type": "integer"}}, "properties": {
          "i": {"type": "integer", "maximum": 100}, "n": {"type": "number"}, "b": {"type": "boolean"}, "s": {"type": "string"}, "ni": {"type": ["integer", "null"]},
          "a": {"type": "array", "items": {"type": "string"}}, "ai": {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
          "o": {"type": "object", "properties": {"x": {"type": "integer"}, "on": {"type": "boolean"}}, "required": ["x"]},
          "r": {"$ref": "#/$defs/n"}, "sn": {"type": ["string", "number"]}, "e": {"enum": [1, 2]}, "u": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}}}
        """).RootElement);

    /// <summary>Arguments as the model wrote them; as they arrive, or null when they stay; the repairs.</summary>
    public static TheoryData<string, string?, string> Cases() => new()
    {
        // a number in a string
        { """{"i": "5"}""", """{"i": 5}""", "NumberInString #/i" },
        { """{"i": "-5"}""", """{"i": -5}""", "NumberInString #/i" },
        { """{"i": "5.0"}""", """{"i": 5.0}""", "NumberInString #/i" },
        { """{"i": "1e1"}""", """{"i": 1e1}""", "NumberInString #/i" },
        { """{"i": "5.5"}""", null, "" },
        { """{"i": "500"}""", null, "" },
        { """{"i": " 5"}""", null, "" },
        { """{"i": "05"}""", null, "" },
        { """{"i": "+5"}""", null, "" },
        { """{"i": "five"}""", null, "" },
        { """{"i": ""}""", null, "" },
        { """{"i": "5%"}""", null, "" },
        { """{"i": true}""", null, "" },
        { """{"i": null}""", null, "" },
        { """{"i": [5]}""", null, "" },
        { """{"i": {"value": 5}}""", null, "" },
        { """{"i": 5.5}""", null, "" },
        { """{"n": "5.5"}""", """{"n": 5.5}""", "NumberInString #/n" },
        { """{"n": "1,5"}""", null, "" },
        { """{"n": "NaN"}""", null, "" },
        { """{"n": "5"}""", """{"n": 5}""", "NumberInString #/n" },
        { """{"r": "7"}""", """{"r": 7}""", "NumberInString #/r" },
        { """{"ni": "7"}""", """{"ni": 7}""", "NumberInString #/ni" },
        { """{"ni": "null"}""", null, "" },
        { """{"e": "1"}""", null, "" },
        { """{"u": "1"}""", null, "" },
        { """{"i": "5", "n": "6"}""", """{"i": 5, "n": 6}""", "NumberInString #/i,NumberInString #/n" },
        { """{"i": "5", "n": "six"}""", null, "" },
        // what the schema takes stays
        { """{"s": "5"}""", null, "valid" },
        { """{"sn": "5"}""", null, "valid" },
        { """{"i": 5}""", null, "valid" },
        { """{"s": 5}""", null, "" },
        { """{"s": true}""", null, "" },
        { """{"s": ["a"]}""", null, "" },
        { """{"s": {"a": 1}}""", null, "" },
        { """{"s": null}""", null, "" },
        // a boolean in a string
        { """{"b": "true"}""", """{"b": true}""", "BooleanInString #/b" },
        { """{"b": "false"}""", """{"b": false}""", "BooleanInString #/b" },
        { """{"b": "True"}""", null, "" },
        { """{"b": "yes"}""", null, "" },
        { """{"b": 1}""", null, "" },
        { """{"b": "1"}""", null, "" },
        // one value for an array
        { """{"a": "x"}""", """{"a": ["x"]}""", "SingleItem #/a" },
        { """{"a": 5}""", null, "" },
        { """{"a": "[\"x\"]"}""", """{"a": ["x"]}""", "JsonInString #/a" },
        { """{"a": "[x]"}""", """{"a": ["[x]"]}""", "SingleItem #/a" },
        { """{"a": null}""", null, "" },
        { """{"a": ["x"]}""", null, "valid" },
        { """{"ai": 5}""", """{"ai": [5]}""", "SingleItem #/ai" },
        { """{"ai": "5"}""", """{"ai": [5]}""", "SingleItem #/ai,NumberInString #/ai/0" },
        { """{"ai": ["5", 6]}""", """{"ai": [5, 6]}""", "NumberInString #/ai/0" },
        { """{"ai": ["5", "6"]}""", """{"ai": [5, 6]}""", "NumberInString #/ai/0,NumberInString #/ai/1" },
        { """{"ai": ["5", "6", "7"]}""", null, "" },
        { """{"ai": "[5, 6]"}""", """{"ai": [5, 6]}""", "JsonInString #/ai" },
        // an object in a string
        { """{"o": "{\"x\": 1}"}""", """{"o": {"x": 1}}""", "JsonInString #/o" },
        { """{"o": "{\"x\": \"1\"}"}""", """{"o": {"x": 1}}""", "JsonInString #/o,NumberInString #/o/x" },
        { """{"o": "{\"y\": 1}"}""", null, "" },
        { """{"o": "{x: 1}"}""", null, "" },
        { """{"o": [{"x": 1}]}""", null, "" },
        { """{"o": {"x": "1", "on": "false"}}""", """{"o": {"x": 1, "on": false}}""", "NumberInString #/o/x,BooleanInString #/o/on" },
        { """{"o": 5}""", null, "" },
    };

    [Fact]
    public void Cases_AreSixtyOrMore() => Assert.True(Cases().Count >= 60, $"{Cases().Count}");

    [Theory, MemberData(nameof(Cases))]
    public void Read_ArgumentsOfAnotherType_AreMendedInDeclaredWaysAlone(string written, string? mended, string repairs)
    {
        FunctionCallContent call = Read(written, null);

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(mended ?? written).RootElement, ToolArguments.ToJson(call.Arguments)));
        Assert.Equal(repairs == "valid" ? "" : repairs, Repairs(call));
        bool valid = ToolSchema.Validator(Tool.JsonSchema, "t").Validate(ToolArguments.ToJson(call.Arguments)).IsValid;
        Assert.Equal(mended is not null || repairs == "valid", valid);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Read_Strictly_MendsNothing(string written, string? mended, string repairs)
    {
        _ = (mended, repairs);
        FunctionCallContent call = Read(written, ToolCallReaderOptions.Strict);

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(written).RootElement, ToolArguments.ToJson(call.Arguments)));
        Assert.Equal("", Repairs(call));
    }

    [Theory]
    [InlineData("""<tool_call>{"name": "t", "arguments": "{\"s\": \"x\"}"}</tool_call>""", """t {"s":"x"} ArgumentsInString""")]
    [InlineData("""<tool_call>{"name": "t", "parameters": {"s": "x"}}</tool_call>""", """t {"s":"x"} OtherMemberName""")]
    [InlineData("""<tool_call>{"function": {"name": "t", "arguments": {"s": "x"}}}</tool_call>""", """t {"s":"x"} OtherMemberName""")]
    [InlineData("""<tool_call>{"name": "t"}</tool_call>""", "t {}")]
    [InlineData("""<tool_call>{"name": "t", "arguments": null}</tool_call>""", "t {}")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"s": "x",},}</tool_call>""", """t {"s":"x"} TrailingComma,TrailingComma""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"i": 1 "n": 2}}</tool_call>""", """t {"i":1,"n":2} MissingComma""")]
    [InlineData("<tool_call>{\"name\": \"t\"\n \"arguments\": {\"s\": \"x\"}}</tool_call>", """t {"s":"x"} MissingComma""")]
    [InlineData("""<tool_call>{'name': 't', "arguments": {s: "x"}}</tool_call>""", """t {"s":"x"} SingleQuotes,SingleQuotes,UnquotedName""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"b": True, "ni": None}}</tool_call>""", """t {"b":true,"ni":null} PythonLiteral,PythonLiteral""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"i": +07, "n": .5}}</tool_call>""", """t {"i":7,"n":0.5} NumberForm,NumberForm""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"s": "say "hi" now"}}</tool_call>""", """t {"s":"say \"hi\" now"} UnescapedQuote,UnescapedQuote""")]
    [InlineData("<tool_call>{\"name\": \"t\", \"arguments\": {\"s\": \"a\nb\"}}</tool_call>", """t {"s":"a\nb"} UnescapedControl""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"s": "C:\data \'x\'"}}</tool_call>""", """t {"s":"C:\\data 'x'"} InvalidEscape,InvalidEscape,InvalidEscape""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"s": "\ud83c"}}</tool_call>""", """t {"s":"\uFFFD"} InvalidEscape""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"s": "x}}</tool_call>""", """t {"s":"x}}"} UnclosedString,UnclosedBracket,UnclosedBracket""")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"i": 1, "i": 2}}</tool_call>""", ": The call has no name that could be read.")]
    [InlineData("""<tool_call>{"name": "t", "arguments": [1]}</tool_call>""", "t: The arguments are no JSON object.")]
    [InlineData("""<tool_call>{"name": "t", "arguments": {"s": hello}}</tool_call>""", ": The call has no name that could be read.")]
    public void Read_CallThatIsNotQuiteJson_IsMendedAndSaysHow(string answer, string read)
    {
        FunctionCallContent call = Assert.IsType<FunctionCallContent>(Assert.Single(ToolCallReader.Read(answer, null, [Tool])));

        Assert.Equal(read.Replace("\\uFFFD", "\uFFFD", StringComparison.Ordinal), ReadAnswer.Write(call));
    }

    [Fact]
    public void Read_TwoCallsWrittenTogether_EachTellsWhatWasMendedInIt()
    {
        FunctionCallContent[] calls = [.. ToolCallReader.Read(
            """[TOOL_CALLS][{"name": "t", "arguments": {"i": "5"}}, {"name": "t", "arguments": {"b": "true"}},]""", null, [Tool]).Cast<FunctionCallContent>()];

        Assert.Equal(["TrailingComma,NumberInString #/i", "TrailingComma,BooleanInString #/b"],
            calls.Select(c => System.Text.RegularExpressions.Regex.Replace(Repairs(c), " offset [0-9]+", "")));
    }

    [Fact]
    public async Task Agent_OverAReadingClient_RunsTheMendedCallAndKeepsTheRepairs()
    {
        int seen = 0;
        AgentTool tool = AgentTool.FromSchema("t", "", Tool.JsonSchema, (arguments, _) =>
        {
            seen = arguments.GetProperty("i").GetInt32();
            return new("done");
        });
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Text("Ok.<tool_", """call>{"name": "t", "arguments": {"i": "5"}}</tool""", "_call>"), new ScriptedAnswer().Text("Done."));
        using ToolCallReadingClient client = new(model);

        AgentTurnResult result = await new Agent(client, new() { Tools = [tool] }).RunAsync(new AgentConversation(), "go", null, TestContext.Current.CancellationToken);

        Assert.Equal((5, "Done."), (seen, result.Text));
        FunctionCallContent call = Assert.Single(result.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>());
        Assert.Equal("NumberInString #/i", Repairs(call));
        Assert.Equal("Ok.", result.Messages[1].Text);
    }

    private static FunctionCallContent Read(string arguments, ToolCallReaderOptions? options) => Assert.IsType<FunctionCallContent>(
        Assert.Single(ToolCallReader.Read($"<tool_call>{{\"name\": \"t\", \"arguments\": {arguments}}}</tool_call>", options, [Tool])));

    private static string Repairs(FunctionCallContent call) => call.AdditionalProperties?[ToolCallRepair.Key] is IReadOnlyList<ToolCallRepair> repairs
        ? string.Join(",", repairs.Select(r => $"{r.Kind} {r.Where}")) : "";
}
