using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>Gives a new id to a call whose id is empty or already taken, so that results and approvals belong to one call.</summary>
internal static class CallIds
{
    public static IReadOnlyList<ChatMessage> MakeUnique(IReadOnlyList<ChatMessage> answer, IReadOnlyList<ChatMessage> before)
    {
        HashSet<string> taken = [.. before.SelectMany(CallHistory.Calls).Select(c => c.CallId)];
        // A call that the client answered itself keeps the id that its result names.
        HashSet<string> answered = [.. answer.SelectMany(m => m.Contents.OfType<FunctionResultContent>()).Select(r => r.CallId)];
        foreach (ChatMessage message in answer)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is not FunctionCallContent { InformationalOnly: false } call) continue;
                if (answered.Contains(call.CallId) || (call.CallId.Length > 0 && taken.Add(call.CallId))) continue;
                int number = taken.Count;
                while (!taken.Add($"call_{++number}")) { }
                message.Contents[i] = new FunctionCallContent($"call_{number}", call.Name, call.Arguments)
                {
                    Exception = call.Exception,
                    AdditionalProperties = call.AdditionalProperties,
                };
            }
        }
        return answer;
    }
}
