using System.ComponentModel;
using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Extraction;

public sealed class ExtractionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExtractAsync_Record_AsksWithItsSchemaAndReadsTheAnswer()
    {
        JsonElement schema = default;
        using ScriptedChatClient model = new(new ScriptedAnswer()
            .Expect(request =>
            {
                schema = Assert.IsType<ChatResponseFormatJson>(request.Options!.ResponseFormat).Schema!.Value;
                Assert.Contains(schema.GetRawText(), request.Messages[0].Text, StringComparison.Ordinal);
                Assert.Equal("Table for 4, Friday", request.Messages[1].Text);
                Assert.Null(request.Options.Tools);
            })
            .Text("""{"guests": 4, "day": "friday", "name": null, "wishes": []}"""));

        Booking booking = await new Agent(model).ExtractAsync<Booking>("Table for 4, Friday", null, Cancel);

        Assert.Equal((4, Day.Friday, null), (booking.Guests, booking.Day, booking.Name));
        Assert.Equal("""["guests","day","name","wishes"]""", schema.GetProperty("required").GetRawText());
        Assert.Equal("How many people come.", schema.GetProperty("properties").GetProperty("guests").GetProperty("description").GetString());
        Assert.Equal(int.MaxValue, schema.GetProperty("properties").GetProperty("guests").GetProperty("maximum").GetInt32());
    }

    [Theory]
    [InlineData("5", """{"value": 5}""")]
    [InlineData("5", "```json\n{\"value\": 5}\n```")]
    [InlineData("5", """ {"value": 5,} """)]
    public async Task ExtractAsync_NoObject_StandsInOne(string expected, string answer)
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Text(answer));

        Assert.Equal(int.Parse(expected, null), await new Agent(model).ExtractAsync<int>("five", null, Cancel));
    }

    [Fact]
    public async Task ExtractAsync_RecursiveListAtTheRoot_KeepsItsReferences()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Text("""{"value": [{"name": "a", "children": [{"name": "b", "children": []}]}]}"""));

        List<Branch> tree = await new Agent(model).ExtractAsync<List<Branch>>("a has b", null, Cancel);

        Assert.Equal("b", tree[0].Children[0].Name);
    }

    [Theory]
    [InlineData("""{"guests": "four", "day": "friday", "name": null, "wishes": []}""", "/guests")]
    [InlineData("""{"guests": 4, "day": "someday", "name": null, "wishes": []}""", "/day")]
    [InlineData("""{"guests": 4}""", "day")]
    [InlineData("""{"guests": 99999999999, "day": "friday", "name": null, "wishes": []}""", "/guests")]
    [InlineData("""{"guests": 4, "day": "friday", "name": null, "wishes": null}""", "/wishes")]
    [InlineData("four people", "it is not JSON")]
    public async Task ExtractAsync_WrongAnswer_IsToldAndAskedAgain(string answer, string wrong)
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Text(answer),
            new ScriptedAnswer().Expect(r => Assert.Contains(wrong, r.Messages[^1].Text, StringComparison.Ordinal))
                .Text("""{"guests": 4, "day": "friday", "name": "Rossi", "wishes": ["window"]}"""));

        Assert.Equal("Rossi", (await new Agent(model).ExtractAsync<Booking>("x", null, Cancel)).Name);
    }

    [Fact]
    public async Task ExtractAsync_NeverRight_SaysWhatWasWrong()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Text("no"), new ScriptedAnswer().Text("""{"value": "x"}"""));

        AgentException e = await Assert.ThrowsAsync<AgentException>(() => new Agent(model).ExtractAsync<int>("x", null, Cancel));

        Assert.Equal("EA6038", e.Code);
        Assert.Contains("/value", e.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExtractAsync_AnswerCut_IsAnErrorAtOnce()
    {
        using ScriptedChatClient model = new(new ScriptedAnswer().Text("""{"value": """).Finish(ChatFinishReason.Length));

        Assert.Equal("EA6037", (await Assert.ThrowsAsync<AgentException>(() => new Agent(model).ExtractAsync<int>("x", null, Cancel))).Code);
    }

    [Fact]
    public async Task ExtractAsync_TypeWithoutSchema_IsRefusedBeforeTheModelIsAsked()
    {
        using ScriptedChatClient model = new();

        Assert.Equal("EA6036", (await Assert.ThrowsAsync<AgentException>(() => new Agent(model).ExtractAsync<Action>("x", null, Cancel))).Code);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        ExtractionOptions options = new();
        Assert.Equal((1_024, 2, true), (options.MaxOutputTokens, options.MaxAttempts, options.ShowSchema));
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { MaxOutputTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { MaxAttempts = 9 });
    }

    internal enum Day { Friday, Saturday }

    internal sealed record Booking([property: Description("How many people come.")] int Guests, Day Day, string? Name, IReadOnlyList<string> Wishes);

    internal sealed record Branch(string Name, IReadOnlyList<Branch> Children);
}
