using System.Text;
using System.Text.Json;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Parsing;

/// <summary>What a reader made of an answer, in a form that compares: neighbouring text joined, ids left out.</summary>
internal sealed record ReadAnswer(string Text, string Thinking, string Calls, string Order)
{
    public static readonly IReadOnlyList<AIFunctionDeclaration> Tools =
    [
        Tool("set_light", """{"type":"object","properties":{"room":{"type":"string"},"brightness":{"type":"integer"},"on":{"type":"boolean"}}}"""),
        Tool("note", """{"type":"object","properties":{"text":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}},"place":{"type":"object","properties":{"x":{"type":"number"}}},"parts":{"type":"array","items":{"type":"integer"}}}}"""),
    ];

    public static ReadAnswer Whole(string text, ToolCallReaderOptions? options = null) => Of(ToolCallReader.Read(text, options, Tools));

    public static ReadAnswer InPieces(string text, IEnumerable<int> cuts, ToolCallReaderOptions? options = null)
    {
        ToolCallReader reader = new(options, Tools);
        List<AIContent> contents = [];
        int start = 0;
        foreach (int cut in cuts)
        {
            contents.AddRange(reader.Append(text.AsSpan(start, cut - start)));
            start = cut;
        }
        contents.AddRange(reader.Append(text.AsSpan(start)));
        contents.AddRange(reader.Finish());
        return Of(contents);
    }

    public static ReadAnswer Of(IEnumerable<AIContent> contents)
    {
        StringBuilder text = new(), thinking = new(), calls = new(), order = new();
        foreach (AIContent content in contents)
        {
            switch (content)
            {
                case TextContent t: text.Append(t.Text); break;
                case TextReasoningContent t: thinking.Append(t.Text); break;
                case FunctionCallContent call: calls.Append(Write(call)).Append('\n'); break;
                default: throw new InvalidOperationException(content.GetType().Name);
            }
            char kind = content switch { TextContent => 't', TextReasoningContent => 'r', _ => 'c' };
            if (kind == 'c' || order.Length == 0 || order[^1] != kind) order.Append(kind);
        }
        return new(text.ToString(), thinking.ToString(), calls.ToString(), order.ToString());
    }

    public static string Write(FunctionCallContent call)
    {
        if (call.Exception is { } e) return $"{call.Name}: {e.Message}";
        string repairs = call.AdditionalProperties?[ToolCallRepair.Key] is IReadOnlyList<ToolCallRepair> list
            ? string.Join(",", list.Select(r => r.Kind)) : "";
        return $"{call.Name} {ToolArguments.ToJson(call.Arguments).GetRawText()} {repairs}".TrimEnd();
    }

    private static AIFunctionDeclaration Tool(string name, string schema) =>
        AIFunctionFactory.CreateDeclaration(name, "", JsonDocument.Parse(schema).RootElement);
}
