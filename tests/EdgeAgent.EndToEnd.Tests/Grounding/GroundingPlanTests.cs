using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Grounding;

/// <summary>Who says how an argument is bound: the parameter, its tool, the request, the client.</summary>
public sealed class GroundingPlanTests
{
    private sealed class Declared(string name, object? entry) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override JsonElement JsonSchema { get; } = JsonDocument.Parse("""{"type": "object"}""").RootElement;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            entry is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { [ToolGrounding.Key] = entry };
    }

    private static readonly Declared Book = new("book", new ToolGrounding
    {
        Arguments = ArgumentGrounding.Require,
        Parameters = new Dictionary<string, ArgumentGrounding> { ["when"] = ArgumentGrounding.Off, ["a/b~c"] = ArgumentGrounding.Prefer },
    });

    private static ChatOptions With(object entry) => new() { AdditionalProperties = new() { [ToolGrounding.Key] = entry } };

    private static SpanBinding? Of(GroundingPlan plan, string? tool, string pointer) => plan.Options().SpansOf!(tool, pointer);

    [Theory]
    [InlineData("book", "#/properties/when", SpanBinding.Off)]
    [InlineData("book", "#/properties/when/items", SpanBinding.Off)]
    [InlineData("book", "#/properties/whenever", SpanBinding.Require)]
    [InlineData("book", "#/properties/a~1b~0c", SpanBinding.Prefer)]
    [InlineData("book", "#/$defs/place", SpanBinding.Require)]
    [InlineData("other", "#/properties/when", SpanBinding.Prefer)]
    [InlineData(null, "#/properties/when", null)] // the schema of an answer
    public void Options_EachPlace_HasTheNearestWord(string? tool, string pointer, SpanBinding? expected) =>
        Assert.Equal(expected, Of(GroundingPlan.Read(ArgumentGrounding.Off, With(ArgumentGrounding.Prefer), [Book, new Declared("other", null)]), tool, pointer));

    [Fact]
    public void Read_RequestSaysNothing_TakesTheClients() =>
        Assert.Equal(SpanBinding.Require, Of(GroundingPlan.Read(ArgumentGrounding.Require, new ChatOptions(), [new Declared("other", null)]), "other", "#"));

    [Fact]
    public void Read_AllOff_BindsNothing()
    {
        GroundingPlan plan = GroundingPlan.Read(ArgumentGrounding.Prefer, With(ArgumentGrounding.Off), [new Declared("other", new ToolGrounding())]);
        Assert.False(plan.BindsAny);
        Assert.Null(plan.Options().SpansOf);
    }

    [Fact]
    public void Key_DifferentPlans_Differ()
    {
        string[] keys =
        [
            GroundingPlan.Read(ArgumentGrounding.Off, null, [Book]).Key,
            GroundingPlan.Read(ArgumentGrounding.Prefer, null, [Book]).Key,
            GroundingPlan.Read(ArgumentGrounding.Off, null, [new Declared("book", null)]).Key,
            GroundingPlan.Read(ArgumentGrounding.Off, null, [new Declared("book", new ToolGrounding { Arguments = ArgumentGrounding.Require })]).Key,
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("Prefer")]
    [InlineData(1)]
    [InlineData((ArgumentGrounding)9)]
    public void Read_EntryOfAnotherKind_IsRefusedByName(object entry)
    {
        LocalModelException refused = Assert.Throws<LocalModelException>(() => GroundingPlan.Read(ArgumentGrounding.Off, With(entry), []));
        Assert.Equal("EA5503", refused.Code);
        Assert.Contains(ToolGrounding.Key, refused.Where, StringComparison.Ordinal);
        refused = Assert.Throws<LocalModelException>(() => GroundingPlan.Read(ArgumentGrounding.Off, null, [new Declared("book", entry)]));
        Assert.Contains("book", refused.Where, StringComparison.Ordinal);
    }
}
