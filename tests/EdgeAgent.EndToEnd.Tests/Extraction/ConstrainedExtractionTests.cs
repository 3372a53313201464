using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Benchmarks.Walks;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>Typed extraction under the grammar always deserializes: whatever a model writes within the mask is a value of the type.</summary>
public sealed class ConstrainedExtractionTests
{
    private const int Walks = 200;

    [Fact]
    public Task ExtractAsync_Numbers_AnyConstrainedAnswerIsAValue() => AnyAnswerIsAValue<Numbers>();

    [Fact]
    public Task ExtractAsync_Times_AnyConstrainedAnswerIsAValue() => AnyAnswerIsAValue<Times>();

    [Fact]
    public Task ExtractAsync_NestedAndNullable_AnyConstrainedAnswerIsAValue() => AnyAnswerIsAValue<Order>();

    [Fact]
    public Task ExtractAsync_ListOfEnums_AnyConstrainedAnswerIsAValue() => AnyAnswerIsAValue<List<Kind?>>();

    private static async Task AnyAnswerIsAValue<T>()
    {
        WalkVocabulary vocabulary = WalkVocabulary.Small();
        Random random = new(11);
        ScriptedAnswer[] answers = new ScriptedAnswer[Walks];
        string[] texts = new string[Walks];
        using ScriptedChatClient asked = new(new ScriptedAnswer().Text("x").Finish(ChatFinishReason.Length));
        await Assert.ThrowsAsync<AgentException>(() => new Agent(asked).ExtractAsync<T>("x", null, TestContext.Current.CancellationToken));
        JsonElement schema = ((ChatResponseFormatJson)asked.Requests[0].Options!.ResponseFormat!).Schema!.Value;
        CompiledGrammar grammar = GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary.Grammar);
        for (int i = 0; i < Walks; i++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            Assert.Null(new RandomWalk(vocabulary).Run(matcher, random, []));
            texts[i] = Encoding.UTF8.GetString(matcher.Text);
            answers[i] = new ScriptedAnswer().Text(texts[i]);
        }
        using ScriptedChatClient model = new(answers);
        Agent agent = new(model);
        foreach (string text in texts)
        {
            Exception? e = await Record.ExceptionAsync(() => agent.ExtractAsync<T>("x", new() { MaxAttempts = 1 }, TestContext.Current.CancellationToken));
            Assert.True(e is null, $"{text}: {e?.Message}");
        }
    }

    internal enum Kind
    {
        First,
        SecondOne,
    }

    internal sealed record Numbers(
        int Int, long Long, byte Byte, sbyte SByte, short Short, ushort UShort, uint UInt, ulong ULong, decimal Decimal, double Double, float Float,
        bool Bool, char Char, int? Maybe, [property: Range(1, 5)] int Stars);

    internal sealed record Times(
        DateOnly Date, TimeOnly Time, DateTime At, DateTimeOffset Then, TimeSpan For, Guid Id, Uri Link, DateOnly? MaybeDate, TimeOnly? MaybeTime, DateTime? MaybeAt);

    internal sealed record Order(
        string Name, string? Note, Kind Kind, Kind? MaybeKind, IReadOnlyList<Item> Items, Dictionary<string, int> Counts, Item? Extra, [property: MaxLength(3)] string Code)
    {
        public required int Number { get; init; }

        public double? Weight { get; set; }
    }

    internal sealed record Item(string Text, int[] Codes);
}
