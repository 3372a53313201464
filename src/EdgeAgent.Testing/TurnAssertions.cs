using System.Text;
using System.Text.Json;
using EdgeAgent.Agents;

namespace EdgeAgent.Testing;

/// <summary>What a test may claim of an agent turn; a claim that does not hold throws and tells what the turn did.</summary>
/// <remarks>Needs no test framework. Each returns the turn, or the call, for the next claim.</remarks>
/// <example><code>
/// AgentTurnResult turn = await agent.RunAsync(conversation, "Turn on the kitchen light");
/// turn.ShouldComplete().ShouldCall("turn_light", """{"room": "kitchen", "state": "on"}""");
/// </code></example>
public static class TurnAssertions
{
    /// <summary>The model gave its final answer.</summary>
    /// <param name="turn">The turn.</param>
    /// <exception cref="AgentTestException">EA6907: something else ended it.</exception>
    public static AgentTurnResult ShouldComplete(this AgentTurnResult turn) => turn.ShouldStop(StopReason.Completed);

    /// <summary>The turn ended for this reason.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="reason">The reason.</param>
    /// <exception cref="AgentTestException">EA6907: it ended for another.</exception>
    public static AgentTurnResult ShouldStop(this AgentTurnResult turn, StopReason reason)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return turn.StopReason == reason ? turn : throw Failed(turn, $"The turn should have ended with {reason}.");
    }

    /// <summary>These tools were called and no others, in this order; none for a turn that called nothing.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="names">The tools, one for each call.</param>
    /// <exception cref="AgentTestException">EA6907: other calls were made.</exception>
    public static AgentTurnResult ShouldCallExactly(this AgentTurnResult turn, params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(turn);
        string[] wanted = [.. names];
        if (turn.ToolCalls.Select(c => c.Call.Name).SequenceEqual(wanted)) return turn;
        throw Failed(turn, wanted.Length == 0 ? "No tool should have been called." : $"The calls should have been {string.Join(", ", wanted)}.");
    }

    /// <summary>A call was made, and its handler succeeded.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">The arguments as a JSON object, equal but for order and white space; null for any.</param>
    /// <returns>The first such call.</returns>
    /// <exception cref="AgentTestException">EA6907: there is no such call.</exception>
    /// <exception cref="JsonException"><paramref name="arguments"/> is no JSON.</exception>
    public static ToolCallSucceeded ShouldCall(this AgentTurnResult turn, string name, string? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(name);
        return Calls(turn, name, arguments).OfType<ToolCallSucceeded>().FirstOrDefault()
            ?? throw Failed(turn, $"{name} {arguments ?? "with any arguments"} should have been called and succeeded.");
    }

    /// <summary>A call was made and gave no result.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="name">The tool.</param>
    /// <param name="failure">Why.</param>
    /// <returns>The first such call.</returns>
    /// <exception cref="AgentTestException">EA6907: there is no such call.</exception>
    public static ToolCallFailed ShouldFail(this AgentTurnResult turn, string name, ToolFailure failure)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(name);
        return Calls(turn, name, null).OfType<ToolCallFailed>().FirstOrDefault(c => c.Failure == failure)
            ?? throw Failed(turn, $"{name} should have failed with {failure}.");
    }

    private static IEnumerable<ToolCallFinished> Calls(AgentTurnResult turn, string name, string? arguments)
    {
        JsonElement? wanted = arguments is null ? null : JsonElement.Parse(arguments);
        return turn.ToolCalls.Where(c => c.Call.Name == name && (wanted is null || JsonElement.DeepEquals(c.Call.Arguments, wanted.Value)));
    }

    private static AgentTestException Failed(AgentTurnResult turn, string claim)
    {
        StringBuilder what = new(claim);
        what.Append("\n  It ended with ").Append(turn.StopReason).Append(" and said ").Append(turn.Text.Length == 0 ? "nothing" : $"\"{turn.Text}\"").Append('.');
        foreach (ToolCallFinished call in turn.ToolCalls)
        {
            string end = call switch
            {
                ToolCallSucceeded done => done.Result.GetRawText(),
                ToolCallFailed failed => $"{failed.Failure}: {failed.Message}",
                _ => "not run",
            };
            what.Append("\n  ").Append(call.Call.Name).Append(' ').Append(call.Call.Arguments).Append(" → ").Append(end);
        }
        return new("EA6907", what.Append('\n').ToString(), "the turn", "Mend the program, or the claim.");
    }
}
