using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Evaluation;
using EdgeAgent.JsonSchema;
using EdgeAgent.TestData;
using EdgeAgent.Testing;
using SmartHome.Simulation;
using SmartHome.Tools;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The data that the model is measured with is itself sound: what is expected can be said with the tools there are.</summary>
public sealed class RequestDataTests
{
    [Fact]
    public void Requests_AreTwentyInEachLanguage_WithIdsOfTheirOwn()
    {
        IReadOnlyList<RequestCase> requests = Requests();
        Assert.Equal((20, 20), (requests.Count(r => r.Language == "en"), requests.Count(r => r.Language == "it")));
        Assert.Equal(40, requests.Select(r => r.Id).Distinct().Count());
        Assert.Equal(40, requests.Select(r => r.Text).Distinct().Count());
    }

    [Fact]
    public void Requests_ExpectedCalls_AreValidForTheToolsOfTheHouse()
    {
        Dictionary<string, JsonSchemaValidator> validators = AgentTool.FromObject(new HouseTools(new House(new FakeTimeProvider())))
            .ToDictionary(tool => tool.Name, tool => new JsonSchemaValidator(SchemaDocument.Parse(tool.Parameters)));
        foreach (RequestCase request in Requests().Concat(Read("smart-home-development.jsonl")))
            foreach (EmittedCall call in request.Expected.Calls)
            {
                ValidationResult result = validators[call.Name].Validate(call.Arguments);
                Assert.True(result.IsValid, $"{request.Id} {call}: {string.Join("; ", result.Errors)}");
            }
    }

    [Fact]
    public void Requests_EveryToolIsAskedFor()
    {
        IEnumerable<string> asked = Requests().SelectMany(r => r.Expected.Calls).Select(call => call.Name).Distinct().Order();
        IEnumerable<string> tools = AgentTool.FromObject(new HouseTools(new House(new FakeTimeProvider()))).Select(tool => tool.Name).Order();
        Assert.Equal(tools, asked);
    }

    [Fact]
    public void Cases_AreSixtyAndReadable_AndTheirExpectedCallsValid()
    {
        IReadOnlyList<FunctionCallingCase> cases = CaseFile.Read(SharedData.InRepository("tests", "data", "function-calling-60.jsonl"), null, FunctionCallingCase.Read);
        Assert.Equal((60, 60), (cases.Count, cases.Select(c => c.Id).Distinct().Count()));
        foreach (FunctionCallingCase @case in cases)
            Assert.Empty(new CallChecker(@case.Tools).Check(@case.Expected.Calls).Select(problem => $"{@case.Id} {problem}"));
    }

    [Fact]
    public void Cases_HistoryWithCalls_LinksResultsToThem()
    {
        JsonElement json = JsonElement.Parse("""
            {"id": "x", "category": "tool_result", "lang": "en", "unseen": false, "system": null, "tools": [],
             "messages": [{"role": "user", "content": "a"},
                          {"role": "assistant", "content": "", "tool_calls": [{"name": "f", "arguments": {"n": 1}}, {"name": "g", "arguments": {}}]},
                          {"role": "tool", "content": "1"}, {"role": "tool", "content": "2"}],
             "expect": {"calls": [], "must": ["1"], "text": ""}}
            """);
        FunctionCallingCase @case = FunctionCallingCase.Read(json);
        var calls = @case.Messages[1].Contents.OfType<Microsoft.Extensions.AI.FunctionCallContent>().Select(c => c.CallId);
        var results = @case.Messages.Skip(2).SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Select(r => r.CallId);
        Assert.Equal(calls, results);
        Assert.Equal("user", @case.Messages[0].Role.Value); // no system message where the case has none
    }

    private static IReadOnlyList<RequestCase> Requests() => Read("smart-home-requests.jsonl");

    private static IReadOnlyList<RequestCase> Read(string file) =>
        CaseFile.Read(SharedData.InRepository("tests", "data", file), null, RequestCase.Read);
}
