using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Messages;

/// <summary>For templates without a system role: its text begins the first user message.</summary>
internal static class SystemMerging
{
    public static void Apply(List<Message> messages)
    {
        if (!messages[0].HasRole("system") || messages[0]["content"] is not { } system) return;
        messages.RemoveAt(0);
        Message? user = messages.Find(m => m.HasRole("user"));
        if (user is null) messages.Insert(0, user = new Message("user", ""));
        user["content"] = (system, user["content"]) switch
        {
            (string before, string text) => text.Length == 0 ? before : before + "\n\n" + text,
            (_, var content) => new JinjaList([.. Parts(system), Part("\n\n"), .. Parts(content)]),
        };
    }

    private static object[] Parts(object? content) => content switch
    {
        null => [],
        JinjaList list => list.ToArray(),
        _ => [Part(content)],
    };

    private static JinjaDict Part(object text) => JinjaDict.Of([new("type", "text"), new("text", text)]);
}
