using System.Text.Json;
using EdgeAgent.Agents;

namespace EdgeAgent.Mcp.Tests.Support;

/// <summary>Runs calls of an agent's tools by the rules of a turn.</summary>
internal static class Calls
{
    /// <summary>Runs a call, approving it.</summary>
    public static Task<ToolDispatchResult> RunAsync(this AgentTool tool, string arguments = "{}") => tool.RunUntilAsync(Wire.Token, arguments);

    /// <summary>Runs a call, approving it, until a token fires.</summary>
    public static Task<ToolDispatchResult> RunUntilAsync(this AgentTool tool, CancellationToken stop, string arguments = "{}") =>
        new ToolDispatcher([tool]).RunAsync(
            new ToolCall("1", tool.Name, JsonElement.Parse(arguments)), (request, _) => ValueTask.FromResult(request.Approve()), stop);

    /// <summary>Runs a call, approving it, and returns what the model reads.</summary>
    public static async Task<string> ReplyAsync(this AgentTool tool, string arguments = "{}") => (await tool.RunAsync(arguments)).Reply.GetRawText();
}
