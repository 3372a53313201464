using EdgeAgent.Agents;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace SmartHome.Terminal;

/// <summary>Asks the person at the terminal before a handler that needs approval runs.</summary>
/// <param name="console">Where the question appears.</param>
/// <param name="input">Where the answer is read; without a person at it every call is denied.</param>
/// <param name="approveAll">Approves without asking (<c>--yes</c>).</param>
public sealed class ConsoleApproval(IAnsiConsole console, LineInput input, bool approveAll)
{
    /// <summary>The approver for <see cref="AgentOptions.Approver"/>.</summary>
    public async ValueTask<ToolApprovalResponseContent> AnswerAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        if (approveAll) return request.Approve();
        if (!input.HasPerson)
        {
            console.MarkupLineInterpolated(
                $"[yellow]Denied {request.Call.Name}: nobody at a terminal to ask. Use --yes to approve every call.[/]");
            return request.Deny("Nobody was there to approve it.");
        }
        console.MarkupInterpolated($"[yellow]Allow {request.Call}? (y/n) [/]");
        string? answer = await input.ReadLineAsync(cancellationToken);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES" or "S" or "SI" or "SÌ" ? request.Approve() : request.Deny();
    }
}
