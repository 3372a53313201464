using EdgeAgent.Templates.Jinja;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Messages;

/// <summary>Ends the prompt inside the last message, as transformers' <c>continue_final_message</c> does.</summary>
/// <remarks>A tag is added to the message before rendering, and the prompt is cut where the tag is found. The tag ends in a blank: where
/// the template kept it, white space at the end of the message is the model's to continue; where it trimmed it, that white space goes
/// too.</remarks>
internal static class FinalMessage
{
    private const string Tag = "CONTINUE_FINAL_MESSAGE_TAG";

    public static void AddTag(List<Message> messages)
    {
        Message last = messages[^1];
        last["content"] = last["content"] switch
        {
            string text => text + Tag + " ",
            JinjaList parts when LastText(parts) is >= 0 and var at => WithTag(parts, at),
            _ => throw Bad("The last message has no text to continue."),
        };
    }

    public static string Cut(string prompt)
    {
        int at = prompt.LastIndexOf(Tag, StringComparison.Ordinal);
        if (at < 0) throw Bad("The template does not print the last message as it is.");
        bool keepsSpace = at + Tag.Length < prompt.Length && prompt[at + Tag.Length] == ' ';
        return keepsSpace ? prompt[..at] : PythonText.Strip(prompt[..at], null, start: false, end: true);
    }

    public static TemplateException Bad(string what)
        => new(ErrorCodes.CannotContinue, what, "the last message",
            "Ask for a new assistant message instead, or end with an assistant message that has text.");

    private static int LastText(JinjaList parts)
    {
        for (int i = parts.Count - 1; i >= 0; i--)
            if (parts[i] is JinjaDict part && part.Find("text") is string) return i;
        return -1;
    }

    private static JinjaList WithTag(JinjaList parts, int at)
    {
        object[] changed = parts.ToArray();
        JinjaDict part = (JinjaDict)changed[at];
        changed[at] = JinjaDict.Of(part.Keys.Zip(part.Values,
            (key, value) => KeyValuePair.Create(key, key is "text" ? value + Tag + " " : value)));
        return new JinjaList(changed);
    }
}
