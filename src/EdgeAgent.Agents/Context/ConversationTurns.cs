using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>Where the turns of a conversation begin.</summary>
internal static class ConversationTurns
{
    /// <summary>The first message of the last turns, as many as are kept whatever happens; 0 when there are no more than those.</summary>
    public static int FirstKept(IReadOnlyList<ChatMessage> messages, int turnsKept)
    {
        List<int> starts = Starts(messages);
        return starts.Count <= turnsKept ? 0 : starts[^turnsKept];
    }

    /// <summary>
    /// The first message of each turn, in order. A turn begins with a user message; what stands before the first one is a turn too,
    /// a system message at the very beginning apart. No turn begins between a call and its result.
    /// </summary>
    public static List<int> Starts(IReadOnlyList<ChatMessage> messages)
    {
        List<int> starts = [];
        HashSet<string> open = new(StringComparer.Ordinal);
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            bool first = starts.Count == 0 && message.Role != ChatRole.System;
            if (first || (message.Role == ChatRole.User && open.Count == 0)) starts.Add(i);
            foreach (FunctionCallContent call in CallHistory.Calls(message)) open.Add(call.CallId);
            foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>()) open.Remove(result.CallId);
        }
        return starts;
    }
}
