using EdgeAgent.Templates.Jinja;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Messages;

/// <summary>Writes tools, tool calls and tool results into messages of system, user and assistant, for templates that know no
/// others.</summary>
/// <param name="wording">Presents the tools; <c>{tools}</c> stands for their JSON.</param>
/// <param name="json">Writes values as JSON text.</param>
internal sealed class ToolRewriting(string wording, Func<object, string> json)
{
    public List<Message> Apply(List<Message> messages, object tools)
    {
        List<Message> rewritten = new(messages.Count + 1);
        bool afterResult = false;
        foreach (Message message in messages)
        {
            bool isResult = message.HasRole("tool");
            if (isResult) AddResult(rewritten, message, afterResult);
            else if (afterResult && message.HasRole("user")) Append(rewritten[^1], "\n" + TextOf(message));
            else rewritten.Add(Flatten(message));
            afterResult = isResult;
        }
        if (Truth.Of(tools)) AddTools(rewritten, tools);
        return rewritten;
    }

    private void AddTools(List<Message> messages, object tools)
    {
        JinjaSequence list = tools as JinjaSequence ?? throw Bad("The tools are not an array.");
        string block = wording.Replace("{tools}", string.Concat(list.ToArray().Select(json)), StringComparison.Ordinal);
        if (messages[0].HasRole("system")) Append(messages[0], "\n\n" + block);
        else messages.Insert(0, new Message("system", block));
    }

    private void AddResult(List<Message> rewritten, Message result, bool afterResult)
    {
        string block = $"<tool_response>\n{TextOf(result)}\n</tool_response>";
        if (afterResult) Append(rewritten[^1], block);
        else rewritten.Add(new Message("user", block));
    }

    private Message Flatten(Message message)
    {
        string text = TextOf(message);
        if (message["tool_calls"] is { } calls)
        {
            JinjaSequence list = calls as JinjaSequence ?? throw Bad("tool_calls is not an array.");
            text += string.Concat(list.ToArray().Select(Call));
            message["tool_calls"] = null;
        }
        message["content"] = text;
        return message;
    }

    private string Call(object call)
    {
        object? function = (call as JinjaDict)?.Find("function") ?? call;
        if (function is not JinjaDict dict || dict.Find("name") is not string name) throw Bad("A tool call has no name.");
        object? arguments = dict.Find("arguments");
        string written = arguments switch { null or JinjaNone => "{}", string text => text, _ => json(arguments) };
        return $"<tool_call>\n{{\"name\": {json(name)}, \"arguments\": {written}}}\n</tool_call>";
    }

    private static void Append(Message message, string text) => message["content"] = (string)message["content"]! + text;

    /// <summary>The content as text: parts side by side, anything else as JSON.</summary>
    private string TextOf(Message message) => message["content"] switch
    {
        null => "",
        string text => text,
        JinjaList parts => string.Concat(parts.ToArray().Select(TextOfPart)),
        { } value => json(value),
    };

    private static string TextOfPart(object part) => part switch
    {
        string text => text,
        JinjaDict dict when dict.Find("text") is string text => text,
        _ => throw Bad("A part of a message is not text."),
    };

    private static TemplateException Bad(string what)
        => new(ErrorCodes.CannotRewrite, what, "messages and tools",
            "Give them in OpenAI's form; models without a tool template take text only.");
}
