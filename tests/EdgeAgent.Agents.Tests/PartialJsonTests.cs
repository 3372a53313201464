using System.Text.Json;
using EdgeAgent.Agents.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

public class PartialJsonTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("{", "{}")]
    [InlineData("{\"ro", "{}")]
    [InlineData("{\"room\"", "{}")]
    [InlineData("{\"room\": ", "{}")]
    [InlineData("{\"room\": \"", "{\"room\":\"\"}")]
    [InlineData("{\"room\": \"kit", "{\"room\":\"kit\"}")]
    [InlineData("{\"room\": \"a\\", "{\"room\":\"a\"}")]
    [InlineData("{\"room\": \"a\\u00e", "{\"room\":\"a\"}")]
    [InlineData("{\"room\": \"a\\u00e8", "{\"room\":\"a\\u00e8\"}")]
    [InlineData("{\"room\": \"a\\ud83d", "{\"room\":\"a\"}")]
    [InlineData("{\"room\": \"a\\ud83d\\ude00", "{\"room\":\"a\\ud83d\\ude00\"}")]
    [InlineData("{\"level\": 1", "{}")]
    [InlineData("{\"level\": 10,", "{\"level\": 10}")]
    [InlineData("{\"level\": 10 ", "{\"level\": 10}")]
    [InlineData("{\"level\": -0.5e+3}", "{\"level\": -0.5e+3}")]
    [InlineData("{\"on\": t", "{\"on\": true}")]
    [InlineData("{\"on\": fals", "{\"on\": false}")]
    [InlineData("{\"on\": n", "{\"on\": null}")]
    [InlineData("[1, [2", "[1, []]")]
    [InlineData("[1, [2]", "[1, [2]]")]
    [InlineData("{\"a\": {\"b\": [{\"c\": \"d", "{\"a\": {\"b\": [{\"c\": \"d\"}]}}")]
    [InlineData("{\"a\": [], \"b\": {}, ", "{\"a\": [], \"b\": {}}")]
    // What is no JSON ends there.
    [InlineData("hello", null)]
    [InlineData("{\"a\": 1]", "{\"a\": 1}")]
    [InlineData("{\"a\": 01, \"b\": 2", "{}")]
    [InlineData("{\"a\": 1.}", "{}")]
    [InlineData("{\"a\": \"\n\"", "{\"a\":\"\"}")]
    [InlineData("{\"a\": \"\\x\"", "{\"a\":\"\"}")]
    [InlineData("{\"a\": \"\\ude00\"", "{\"a\":\"\"}")]
    [InlineData("{\"a\": \"\\ud83dx\"}", "{\"a\":\"\"}")]
    [InlineData("{\"a\": nothing}", "{\"a\":null}")]
    [InlineData("{,", "{}")]
    [InlineData("{\"a\": 1}}", "{\"a\": 1}")]
    public void Read_BeginningOfJson_IsWhatIsCertain(string text, string? certain)
    {
        JsonElement value = new PartialJson().Read(text);
        if (certain is null) Assert.Equal(JsonValueKind.Undefined, value.ValueKind);
        else Assert.True(JsonElement.DeepEquals(JsonElement.Parse(certain), value), value.GetRawText());
    }

    [Fact]
    public void Read_EveryPrefixOfRandomDocuments_IsAGrowingPartOfTheDocument()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            string json = RandomJson.Object(random, depth: 4);
            JsonElement whole = JsonElement.Parse(json), before = default;
            PartialJson growing = new();
            for (int length = 0; length <= json.Length; length += random.Next(1, 4))
            {
                JsonElement part = growing.Read(json[..length]);
                Assert.True(IsPart(before, part) && IsPart(part, whole), $"seed {seed}, {json[..length]} → {part}");
                JsonElement fresh = new PartialJson().Read(json[..length]);
                Assert.Equal(fresh.ValueKind, part.ValueKind);
                Assert.True(part.ValueKind == JsonValueKind.Undefined || part.GetRawText() == fresh.GetRawText());
                before = part;
            }
            Assert.Equal(json, growing.Read(json).GetRawText());
        }
    }

    [Fact]
    public void Read_RandomGarbage_NeverThrowsAndAlwaysParses()
    {
        const string alphabet = "{}[]\",:\\u0tfn1e.- a\ud83d\ude00\n";
        Random random = new(7);
        for (int i = 0; i < 20_000; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            JsonElement value = new PartialJson().Read("{\"a\":" + text);
            Assert.Equal(JsonValueKind.Object, value.ValueKind);
            if (value.TryGetProperty("a", out JsonElement a) && a.ValueKind == JsonValueKind.String) _ = a.GetString();
        }
    }

    [Fact]
    public void Read_NestedTooDeep_StopsAtTheBound()
    {
        JsonElement value = new PartialJson().Read(new string('[', 100_000));
        Assert.Equal(JsonPrefixScanner.MaxDepth, value.GetRawText().Count(c => c == '['));
    }

    [Fact]
    public void Read_APieceAtATime_LooksAtEachCharacterOnce()
    {
        string json = $$"""{"text": "{{new string('x', 20_000)}}", "level": {{new string('1', 5_000)}}}""";
        PartialJson growing = new();
        for (int length = 0; length <= json.Length; length += 50) growing.Read(json[..length]);
        growing.Read(json);
        Assert.Equal(json.Length, growing.CharactersRead);

        // While a number grows nothing new is certain, and nothing is made.
        int inNumber = json.Length - 3_000;
        PartialJson other = new();
        JsonElement made = other.Read(json[..inNumber]);
        string longer = json[..(inNumber + 100)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        JsonElement again = other.Read(longer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(made.GetRawText(), again.GetRawText());
    }

    [Fact]
    public void Read_CutWithinASurrogatePair_LeavesTheHalfOut()
    {
        PartialJson growing = new();
        Assert.Equal("{\"a\": \"x\"}", growing.Read("{\"a\": \"x\ud83d").GetRawText());
        Assert.Equal("{\"a\": \"x\ud83d\ude00\"}", growing.Read("{\"a\": \"x\ud83d\ude00").GetRawText());
    }

    [Fact]
    public void Read_AnotherText_IsReadFromItsBeginning()
    {
        PartialJson growing = new();
        growing.Read("{\"a\": \"long\"");
        Assert.Equal("{\"a\": \"lo\"}", growing.Read("{\"a\": \"lo").GetRawText());
        Assert.Equal("{\"b\": 1}", growing.Read("{\"b\": 1,").GetRawText());
    }

    [Fact]
    public async Task RunStreamingAsync_GrowingCall_ArgumentsAreParsedAsTheyCome()
    {
        string[] texts = ["", "{\"room\": \"kit", "{\"room\": \"kitchen\", \"level\": 4", "{\"room\": \"kitchen\", \"level\": 40}"];
        ScriptedAnswer answer = texts.Aggregate(new ScriptedAnswer(), (a, text) => a.Content(new ToolCallDelta("call_1", "light", text)));
        using ScriptedChatClient model = new(answer.Call("light", texts[^1]), Turn.Says("done"));
        List<AgentEvent> events = await Turn.EventsAsync(new Agent(model).RunStreamingAsync(new(), "go", null, Turn.Token));
        ToolCallGrowing[] growing = [.. events.OfType<ToolCallGrowing>()];
        string[] expected = ["", "{\"room\": \"kit\"}", "{\"room\": \"kitchen\"}", texts[^1]];
        Assert.Equal(expected, growing.Select(Text));
        Assert.Equal(expected.Reverse(), growing.Reverse().Select(Text)); // whichever is asked, and when
        Assert.Equal(new ToolCallGrowing("call_1", "light", texts[1]), growing[1]);

        static string Text(ToolCallGrowing e) => e.Arguments.ValueKind == JsonValueKind.Undefined ? "" : e.Arguments.GetRawText();
    }

    /// <summary>True when a value may become the other by growing.</summary>
    private static bool IsPart(JsonElement part, JsonElement whole)
    {
        if (part.ValueKind == JsonValueKind.Undefined) return true;
        if (part.ValueKind != whole.ValueKind) return false;
        switch (part.ValueKind)
        {
            case JsonValueKind.String:
                return whole.GetString()!.StartsWith(part.GetString()!, StringComparison.Ordinal);
            case JsonValueKind.Object:
                JsonProperty[] has = [.. part.EnumerateObject()], will = [.. whole.EnumerateObject()];
                return has.Length <= will.Length && has.Zip(will).All(p => p.First.Name == p.Second.Name && IsPart(p.First.Value, p.Second.Value));
            case JsonValueKind.Array:
                JsonElement[] items = [.. part.EnumerateArray()], all = [.. whole.EnumerateArray()];
                return items.Length <= all.Length && items.Zip(all).All(p => IsPart(p.First, p.Second));
            default:
                return part.GetRawText() == whole.GetRawText();
        }
    }
}
