using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>Tool results as short as an old one needs to be: what it was about stays readable, and that it was cut.</summary>
internal static class ShortResults
{
    /// <summary>Characters of a result that stay, about 50 tokens.</summary>
    private const int Length = 200;

    /// <summary>The message with its results shortened; itself when none is long.</summary>
    public static ChatMessage Shorten(ChatMessage message)
    {
        List<AIContent> contents = [.. message.Contents.Select(Shorten)];
        if (contents.SequenceEqual(message.Contents)) return message;
        ChatMessage copy = message.Clone(); // the conversation keeps the whole result
        copy.Contents = contents;
        return copy;
    }

    private static AIContent Shorten(AIContent content)
    {
        if (content is not FunctionResultContent result || AsJson(result.Result) is not { } json) return content;
        JsonElement cut = ToolResults.ForModel(json, Length);
        // Quotes in a cut text are escaped, and it says that it was cut: not every long result gets shorter.
        return cut.GetRawText().Length < json.GetRawText().Length ? new FunctionResultContent(result.CallId, cut) : content;
    }

    /// <summary>Results as the loop writes them, and texts; what another client put there in its own types is left alone.</summary>
    private static JsonElement? AsJson(object? result) => result switch
    {
        JsonElement { ValueKind: not JsonValueKind.Undefined } element when element.GetRawText().Length > Length => element,
        string { Length: > Length } text => ToolJson.ToElement(JsonValue.Create(text)),
        _ => null,
    };
}
