using System.Text.Json;
using EdgeAgent.JsonSchema;
using EdgeAgent.Models;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>One manifest row tried: converted, loaded, a required call, the answer to its result.</summary>
internal static class RowTrial
{
    /// <summary>Tries a row; what goes wrong is told in the result.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="places">Where its tokenizer and template lie.</param>
    /// <param name="layers">Layers; null for the few of <see cref="RowShape"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<RowResult> RunAsync(ModelManifestEntry entry, RowPlaces places, int? layers, CancellationToken cancellationToken)
    {
        RowResult result = new(entry.Id, RowShape.Parameters(entry.Architecture));
        try
        {
            using RowModel made = await RowModel.MakeAsync(entry, places, layers, cancellationToken);
            result = result with
            {
                Layers = made.Model.Package.Descriptor.Architecture.Layers,
                Bytes = made.Bytes,
                Convert = made.ConvertTime,
                Load = made.Model.LoadTime,
            };
            using LocalChatClient client = new(made.Model);
            RowTurns turns = new(RowShape.Padding(entry.Architecture));
            await turns.CallAsync(client, cancellationToken);
            result = result with { FirstCall = turns.CallTime, PromptTokens = turns.Usage?.InputTokenCount };
            await turns.ReplyAsync(client, cancellationToken);
            return result with { Failure = Wrong(turns) };
        }
#pragma warning disable CA1031 // A row that fails is a line of the table; the others are tried too.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return result with { Failure = e.Message };
        }
    }

    /// <summary>What is wrong with the two turns; null for nothing.</summary>
    public static string? Wrong(RowTurns turns)
    {
        if (turns.Called is not FunctionCallContent call) return "no call came";
        if (call.Name != RowTurns.Tool.Name) return $"a call of '{call.Name}' came";
        JsonElement arguments = JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions);
        return Violation(RowTurns.Tool.JsonSchema, arguments, "the arguments") ?? Answer(turns.Answered);
    }

    private static string? Answer(string text)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(text);
            return Violation(RowTurns.AnswerSchema, answer.RootElement, "the answer");
        }
        catch (JsonException)
        {
            return $"the answer is no JSON: {text}";
        }
    }

    private static string? Violation(JsonElement schema, JsonElement instance, string what)
    {
        ValidationResult valid = new JsonSchemaValidator(SchemaDocument.Parse(schema)).Validate(instance);
        return valid.IsValid ? null : $"{what} {instance.GetRawText()}: {string.Join("; ", valid.Errors)}";
    }
}
