using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>The rule of a conversation: each call has one result, in the tool message after it, in the order of the calls.</summary>
internal static class CallHistory
{
    /// <summary>Calls of the last message with calls that have no result yet.</summary>
    public static IReadOnlyList<FunctionCallContent> OpenCalls(List<ChatMessage> messages)
    {
        int last = messages.FindLastIndex(m => Calls(m).Any());
        if (last < 0) return [];
        HashSet<string> answered = [.. messages.Skip(last).SelectMany(Results).Select(r => r.CallId)];
        return [.. Calls(messages[last]).Where(c => !answered.Contains(c.CallId))];
    }

    /// <summary>Puts a result where its call's other results stand.</summary>
    public static void AddResult(List<ChatMessage> messages, FunctionResultContent result)
    {
        int asked = messages.FindLastIndex(m => Calls(m).Any(c => c.CallId == result.CallId));
        List<string> order = [.. Calls(messages[asked]).Select(c => c.CallId)];
        if (asked + 1 == messages.Count || messages[asked + 1].Role != ChatRole.Tool) messages.Insert(asked + 1, new(ChatRole.Tool, []));
        IList<AIContent> results = messages[asked + 1].Contents;
        int place = 0;
        while (place < results.Count && Order(results[place]) < order.IndexOf(result.CallId)) place++;
        results.Insert(place, result);

        int Order(AIContent content) => content is FunctionResultContent other ? order.IndexOf(other.CallId) : -1;
    }

    /// <summary>What became of calls, in the order of the calls.</summary>
    public static IReadOnlyList<ToolCallFinished> InOrder(
        IReadOnlyCollection<ToolCallFinished> finished, IReadOnlyList<ChatMessage> messages)
    {
        if (finished.Count < 2) return [.. finished];
        Dictionary<string, int> order = []; // an id that a client answered itself may come twice
        foreach (FunctionCallContent call in messages.SelectMany(Calls)) order[call.CallId] = order.Count;
        return [.. finished.OrderBy(f => order[f.Call.CallId])];
    }

    /// <summary>Refuses messages that break the rule, which no chat API and no template would take.</summary>
    public static void Verify(List<ChatMessage> messages)
    {
        HashSet<string> open = [], informed = [];
        int asked = -1;
        for (int i = 0; i < messages.Count; i++)
        {
            foreach (AIContent content in messages[i].Contents)
            {
                switch (content)
                {
                    case FunctionCallContent { InformationalOnly: true } call:
                        informed.Add(call.CallId);
                        break;
                    case FunctionCallContent call:
                        if (asked != i && open.Count > 0) throw Unanswered(open.First(), asked);
                        if (!open.Add(call.CallId)) throw Broken($"Two calls have the id '{call.CallId}'.", i, "Give each call an id of its own.");
                        asked = i;
                        break;
                    case FunctionResultContent result when !open.Remove(result.CallId) && !informed.Contains(result.CallId):
                        throw Broken($"The result of call '{result.CallId}' has no open call.", i, "Remove it.");
                }
            }
        }
        // Open calls may wait for approval, but only while nobody said anything after them.
        if (open.Count > 0 && messages.Skip(asked + 1).Any(m => m.Role != ChatRole.Tool)) throw Unanswered(open.First(), asked);
    }

    /// <summary>Calls that are ours to answer; one that its client already dealt with is marked as information.</summary>
    public static IEnumerable<FunctionCallContent> Calls(ChatMessage message) =>
        message.Contents.OfType<FunctionCallContent>().Where(c => !c.InformationalOnly);

    private static IEnumerable<FunctionResultContent> Results(ChatMessage message) => message.Contents.OfType<FunctionResultContent>();

    private static AgentException Unanswered(string callId, int message) =>
        Broken($"Call '{callId}' has no result, and the conversation went on.", message, "Add a tool message with its result after it.");

    private static AgentException Broken(string what, int message, string fix) =>
        new("EA6010", what, $"message {message} of the conversation", fix);
}
