using System.Text.Json;
using EdgeAgent.Evaluation;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class GraderTests
{
    [Theory]
    // the same, said differently
    [InlineData("""[{"name":"f","arguments":{"a":1,"b":"x"}}]""", """[{"name":"f","arguments":{"b":"x","a":1.0}}]""", "Right")]
    [InlineData("""[{"name":"f","arguments":{"a":"Radio  Deejay "}}]""", """[{"name":"f","arguments":{"a":"radio deejay"}}]""", "Right")]
    [InlineData("""[{"name":"f","arguments":{"a":0.3333333}}]""", """[{"name":"f","arguments":{"a":0.3333334}}]""", "Right")]
    [InlineData("""[{"name":"f","arguments":{}},{"name":"g","arguments":{}}]""", """[{"name":"g","arguments":{}},{"name":"f","arguments":{}}]""", "Right")]
    [InlineData("""[{"name":"f","arguments":{"o":{"x":1,"y":[1,2]}}}]""", """[{"name":"f","arguments":{"o":{"y":[1,2],"x":1}}}]""", "Right")]
    // not the same
    [InlineData("""[{"name":"f","arguments":{"a":true}}]""", """[{"name":"f","arguments":{"a":1}}]""", "WrongArguments")]
    [InlineData("""[{"name":"f","arguments":{"a":"1"}}]""", """[{"name":"f","arguments":{"a":1}}]""", "WrongArguments")]
    [InlineData("""[{"name":"f","arguments":{"a":[1,2]}}]""", """[{"name":"f","arguments":{"a":[2,1]}}]""", "WrongArguments")]
    [InlineData("""[{"name":"f","arguments":{"a":"ab"}}]""", """[{"name":"f","arguments":{"a":"a b"}}]""", "WrongArguments")]
    [InlineData("""[{"name":"f","arguments":{"a":1}}]""", """[{"name":"f","arguments":{"a":1,"b":null}}]""", "WrongArguments")]
    [InlineData("""[{"name":"f","arguments":{"a":"1;b"}}]""", """[{"name":"f","arguments":{"a":"1","b":""}}]""", "WrongArguments")]
    [InlineData("""[{"name":"f","arguments":{}}]""", """[{"name":"g","arguments":{}}]""", "WrongName")]
    [InlineData("""[{"name":"f","arguments":{}}]""", """[{"name":"f","arguments":{}},{"name":"f","arguments":{}}]""", "WrongCount")]
    [InlineData("""[{"name":"f","arguments":{}}]""", "[]", "NoCall")]
    public void Grade_Calls(string expected, string calls, string verdict) =>
        Assert.Equal(verdict, Grader.Grade(Expect(expected), Calls(calls), "").ToString());

    [Theory]
    [InlineData("Fatto: 21,5 gradi.", "Right")]
    [InlineData("Done, 21.5.", "Right")]
    [InlineData("Done.", "MissingValue")]
    [InlineData("  ", "Empty")]
    public void Grade_Words_MustHoldTheValues(string text, string verdict) =>
        Assert.Equal(verdict, Grader.Grade(new Expectation([], ["21.5"], false), [], text).ToString());

    [Fact]
    public void Grade_Words_TooLongIsWrongAndCharactersCountNotUnits()
    {
        Assert.Equal(Verdict.Right, Grader.Grade(new Expectation([], [], false), [], string.Concat(Enumerable.Repeat("😀", 240))));
        Assert.Equal(Verdict.TooLong, Grader.Grade(new Expectation([], [], false), [], new string('a', 241)));
    }

    [Fact]
    public void Grade_MissingValue_WantsAQuestion()
    {
        Expectation ask = new([], [], MustAsk: true);
        Assert.Equal(Verdict.Right, Grader.Grade(ask, [], "Quale stanza?"));
        Assert.Equal(Verdict.NoQuestion, Grader.Grade(ask, [], "Dimmi la stanza."));
    }

    [Fact]
    public void Grade_CallWhereNoneIsWanted_IsUnwanted()
    {
        Assert.Equal(Verdict.UnwantedCall, Grader.Grade(new Expectation([], [], false), Calls("""[{"name":"f","arguments":{}}]"""), "ok"));
        Assert.Equal(Verdict.UnwantedCall, Grader.Grade(new Expectation([], [], false), null, "ok"));
    }

    [Fact]
    public void Grade_UnreadableCall_IsMalformed() =>
        Assert.Equal(Verdict.Malformed, Grader.Grade(Expect("""[{"name":"f","arguments":{}}]"""), null, ""));

    [Theory]
    [InlineData("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>", 1, "")]
    [InlineData("Ecco. <tool_call>{\"name\": \"f\", \"arguments\": {}}</tool_call><tool_call>{\"name\": \"g\", \"arguments\": {}}", 2, "Ecco.")]
    [InlineData("Just words", 0, "Just words")]
    [InlineData("<tool_call>{\"name\": \"f\"}</tool_call>", -1, "")]
    [InlineData("<tool_call>{\"name\": \"f\", \"arguments\": {\"a\":", -1, "")]
    public void ToolCallText_FindsCallsAndWords(string text, int count, string words)
    {
        (IReadOnlyList<EmittedCall>? calls, string rest) = ToolCallText.Parse(text);
        Assert.Equal((count, words), (calls?.Count ?? -1, rest));
    }

    [Fact]
    public void CaseFile_Limit_TakesCasesFromAllOverTheFile()
    {
        string path = Path.GetTempFileName();
        File.WriteAllLines(path, Enumerable.Range(0, 10).Select(i => $$"""{"id": {{i}}}"""));
        Assert.Equal([0, 3, 6], CaseFile.Read(path, 3, json => json.GetProperty("id").GetInt32()));
        Assert.Equal(10, CaseFile.Read(path, 20, json => json.GetProperty("id").GetInt32()).Count);
        File.Delete(path);
    }

    [Fact]
    public void CaseFile_BrokenLine_NamesFileAndLine()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "{\"id\": 1}\nnope\n");
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => CaseFile.Read(path, null, json => json.GetProperty("id").GetInt32()));
        Assert.Contains($"{path}, line 2", e.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void Summary_CountsGroupsAndTellsModelFromRuntime()
    {
        Outcome right = new() { Id = "1", Language = "it", Groups = ["one"], Expected = new([], [], false), Verdict = Verdict.Right, Calls = [], Text = "ok", InvalidCalls = [], Asked = "?" };
        Outcome wrong = right with { Id = "2", Verdict = Verdict.UnwantedCall, Plain = "ok", PlainVerdict = Verdict.Right };
        StringWriter text = new();
        Summary.Print([right, wrong], text);
        Assert.Contains("RUNTIME", text.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Summary.ToJson([right, wrong]));
        Assert.Equal(1, json.RootElement.GetProperty("right").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("failuresRightWithoutGrammar").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("groups").GetProperty("language it").GetProperty("all").GetInt32());
    }

    private static Expectation Expect(string calls) => new(Calls(calls), [], false);

    private static IReadOnlyList<EmittedCall> Calls(string json) => CaseFile.Calls(JsonElement.Parse(json));
}
