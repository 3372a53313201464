using System.Text.Json;
using EdgeAgent.Agents.Generators.Tests.Signatures;
using EdgeAgent.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>A generated tool and the one made by reflection of the same method: one schema, one policy, one result or error.</summary>
public sealed class SameAsReflectionTests
{
    private static readonly IReadOnlyList<AgentTool> Generated = new Everything().AsTools();
    private static readonly IReadOnlyList<AgentTool> Reflected = AgentTool.FromObject(new Everything());

    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSingleton<IClock>(new FixedClock("noon")).AddKeyedSingleton<IClock>("night", new FixedClock("midnight")).BuildServiceProvider();

    // What a model may write where something else is wanted; the first fit many types, the others few.
    private static readonly string[] Odd =
    [
        "null", "1", "\"x\"", "-1", "1.5", "1e30", "99999999999", "true", "[]", "{}", "\"\"", "\"3\"", "\"2024-02-30\"", "\"25:00:00\"", "\"Monday, Tuesday\"", "\"RED\"",
        "\"warm_white\"", "\"é\"", "[null]", "[1]", "{\"a\":null}", "\"1.00:00:00\"", "\"http://è x\"", "\"0e984725-c51c-4bf4-9960-e1c80e27aba0\"",
    ];

    public static TheoryData<string> Names => [.. Reflected.Select(t => t.Name)];

    [Fact]
    public void AsTools_Names_AreThoseOfFromObject() => Assert.Equal(Reflected.Select(t => t.Name).Order(), Generated.Select(t => t.Name).Order());

    [Theory, MemberData(nameof(Names))]
    public void AsTools_SchemaAndPolicy_AreThoseOfFromObject(string name)
    {
        AgentTool generated = Generated.Single(t => t.Name == name), reflected = Reflected.Single(t => t.Name == name);
        Assert.Equal(reflected.Parameters.GetRawText(), generated.Parameters.GetRawText());
        Assert.Equal(reflected.Description, generated.Description);
        Assert.Equal(reflected.Options, generated.Options);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Call_SampleAndEveryOddValue_GivesTheSameResultOrError(string name)
    {
        foreach (string arguments in Calls(Reflected.Single(t => t.Name == name).Parameters).Distinct())
        {
            string expected = await RunAsync(Reflected, name, arguments), actual = await RunAsync(Generated, name, arguments);
            Assert.True(expected == actual, $"{name} {arguments}\n{expected}\n{actual}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Call_Sample_IsValid(string name)
    {
        if (name is "needs_missing" or "fail" or "fail_badly") return;
        Assert.StartsWith("ok ", await RunAsync(Generated, name, Sample(Generated.Single(t => t.Name == name).Parameters)), StringComparison.Ordinal);
    }

    /// <summary>A valid call, the call with required arguments alone, and each with one argument left out or odd, at any depth.</summary>
    private static IEnumerable<string> Calls(JsonElement schema) =>
        new[] { Sample(schema), Sample(schema, onlyRequired: true), "{}", """{"unknown": 1}""" }.Concat(Variants(schema));

    private static IEnumerable<string> Variants(JsonElement schema)
    {
        if (schema.TryGetProperty("items", out JsonElement items))
            foreach (string item in Variants(items)) yield return $"[{item}]";
        if (!schema.TryGetProperty("properties", out JsonElement properties))
        {
            foreach (string odd in Odd) yield return odd;
            yield break;
        }
        Dictionary<string, string> sample = properties.EnumerateObject().ToDictionary(p => p.Name, p => Sample(p.Value));
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            yield return Write(sample.Where(p => p.Key != property.Name));
            foreach (string odd in Odd.Concat(Variants(property.Value)))
                yield return Write(sample.Select(p => p.Key == property.Name ? KeyValuePair.Create(p.Key, odd) : p));
        }
    }

    private static string Sample(JsonElement schema, bool onlyRequired = false)
    {
        if (schema.TryGetProperty("enum", out JsonElement values)) return values[values.GetArrayLength() - 1].GetRawText();
        string type = schema.TryGetProperty("type", out JsonElement t) ? t.GetString()! : "object";
        switch (type)
        {
            case "integer": return schema.TryGetProperty("minimum", out JsonElement minimum) ? minimum.GetRawText() : "1";
            case "number": return "1.25";
            case "boolean": return "true";
            case "array":
                string item = schema.TryGetProperty("items", out JsonElement items) ? Sample(items, onlyRequired) : "1";
                int length = schema.TryGetProperty("minItems", out JsonElement least) ? least.GetInt32() : 1;
                return $"[{string.Join(',', Enumerable.Repeat(item, length))}]";
            case "string": return JsonSerializer.Serialize(SampleText(schema));
        }
        if (schema.TryGetProperty("additionalProperties", out JsonElement map) && map.ValueKind == JsonValueKind.Object) return $$"""{"key":{{Sample(map)}}}""";
        if (!schema.TryGetProperty("properties", out JsonElement properties)) return """{"any":1}""";
        HashSet<string> required = schema.TryGetProperty("required", out JsonElement r) ? [.. r.EnumerateArray().Select(n => n.GetString()!)] : [];
        return Write(properties.EnumerateObject().Where(p => !onlyRequired || required.Contains(p.Name)).Select(p => KeyValuePair.Create(p.Name, Sample(p.Value, onlyRequired))));
    }

    private static string SampleText(JsonElement schema)
    {
        string? format = schema.TryGetProperty("format", out JsonElement f) ? f.GetString() : null;
        string? pattern = schema.TryGetProperty("pattern", out JsonElement p) ? p.GetString() : null;
        return (format, pattern) switch
        {
            ("date-time", _) => "2024-02-29T10:30:00Z",
            ("date", _) => "2024-02-29",
            ("time", _) => "10:30:00",
            ("uuid", _) => "0e984725-c51c-4bf4-9960-e1c80e27aba0",
            ("uri", _) => "https://example.org/x",
            ("email", _) => "a@example.org",
            (_, "^[a-z]+\\d$") => "abc1",
            (_, not null) => "00:30:00",
            _ => schema.TryGetProperty("maxLength", out JsonElement most) && most.GetInt32() == 1 ? "c"
                : schema.TryGetProperty("contentEncoding", out _) ? "AAAA" : "None"[..Math.Min(4, schema.TryGetProperty("maxLength", out most) ? most.GetInt32() : 4)],
        };
    }

    private static string Write(IEnumerable<KeyValuePair<string, string>> members) =>
        $"{{{string.Join(',', members.Select(m => $"{JsonSerializer.Serialize(m.Key)}:{m.Value}"))}}}";

    private static async Task<string> RunAsync(IReadOnlyList<AgentTool> tools, string name, string arguments)
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Call(name, arguments), new ScriptedAnswer().Text("done"));
        Agent agent = new(model, new AgentOptions
        {
            Tools = [tools.Single(t => t.Name == name)],
            Services = Services,
            Approver = (request, _) => ValueTask.FromResult(request.Approve()),
        });
        string outcome = "nothing";
        await foreach (AgentEvent e in agent.RunStreamingAsync(new AgentConversation(), "x", null, TestContext.Current.CancellationToken))
        {
            outcome = e switch
            {
                ToolCallSucceeded done => $"ok {done.Result.GetRawText()}",
                ToolCallFailed failed => $"{failed.Failure} {failed.Message} {failed.Exception?.GetType().Name} {failed.Exception?.Message}",
                _ => outcome,
            };
        }
        return outcome;
    }
}
