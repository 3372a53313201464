using EdgeAgent.Agents.Telemetry;

namespace EdgeAgent.Agents.Loop;

/// <summary>A turn whose arguments are checked, to be run by whoever enumerates it.</summary>
internal sealed class DeferredTurn(
    AgentSetup setup, AgentConversation conversation, Func<AgentTurn> start, CancellationToken callToken) : IAsyncEnumerable<AgentEvent>
{
    public IAsyncEnumerator<AgentEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<AgentEvent> turn = start().RunAsync(callToken).GetAsyncEnumerator(cancellationToken);
        return Instruments.TurnsAreWatched ? new TracedTurn(turn, setup, conversation) : turn;
    }
}
