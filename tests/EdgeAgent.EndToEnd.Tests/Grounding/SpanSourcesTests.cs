using System.Text;
using System.Text.Json;
using EdgeAgent.Grounding;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Grounding;

/// <summary>What arguments may be copied from.</summary>
public sealed class SpanSourcesTests
{
    private static IReadOnlyList<string> Texts(params ChatMessage[] messages) => SpanSources.Of(messages).Texts;

    private static ChatMessage Result(object? result) => new(ChatRole.Tool, [new FunctionResultContent("1", result)]);

    [Fact]
    public void Of_Conversation_TakesUsersAndResultsOnly() => Assert.Equal(["first", "two", "parts", "answer", "last"], Texts(
        new(ChatRole.System, "system"), new(ChatRole.User, "first"), new(ChatRole.User, [new TextContent("two"), new TextContent("parts")]),
        new(ChatRole.Assistant, "assistant"), Result("answer"), new(ChatRole.User, "last")));

    public static TheoryData<object?, string[]> Results => new()
    {
        { null, [] },
        { "plain {text}", ["plain {text}"] },
        { """{"city": "Torino \"centro\"", "days": [3, 4.5], "on": true}""", ["city", "Torino \"centro\"", "days", "3", "4.5", "on"] },
        { """{"city": "cut off""", ["""{"city": "cut off"""] },
        { JsonDocument.Parse("""{"a": {"b": "c"}}""").RootElement, ["a", "b", "c"] },
        { JsonDocument.Parse("\"said\"").RootElement, ["said"] },
        { System.Text.Json.Nodes.JsonNode.Parse("""["x", null]"""), ["x"] },
        { 21, ["21"] },
    };

    [Theory, MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Of_Result_GivesWhatCanBeCopied(object? result, string[] expected) => Assert.Equal(expected, Texts(Result(result)));

    [Fact]
    public void Of_MoreThanIsKept_KeepsTheNewestAndTheBeginningOfTheNext()
    {
        string old = string.Concat(Enumerable.Repeat("à", SpanSources.MaxBytes)), latest = new('x', 1001);
        IReadOnlyList<string> texts = Texts(new(ChatRole.User, "lost"), new(ChatRole.User, old), new(ChatRole.User, latest));
        Assert.Equal(2, texts.Count);
        Assert.Equal(latest, texts[1]);
        Assert.StartsWith(texts[0], old, StringComparison.Ordinal);
        Assert.InRange(texts.Sum(Encoding.UTF8.GetByteCount), SpanSources.MaxBytes - 4, SpanSources.MaxBytes);
    }

    [Fact]
    public void Report_NothingToCopy_SaysSo()
    {
        Assert.Equal(new GroundingReport(0, IsFree: true), SpanSources.Of([new(ChatRole.System, "only this")]).Report);
        Assert.Equal(new GroundingReport(1, IsFree: false), SpanSources.Of([new(ChatRole.User, "this")]).Report);
    }
}
