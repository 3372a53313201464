namespace EdgeAgent.Agents.Loop;

/// <summary>A turn whose arguments are checked, to be run by whoever enumerates it.</summary>
internal sealed class DeferredTurn(Func<AgentTurn> start, CancellationToken callToken) : IAsyncEnumerable<AgentEvent>
{
    public IAsyncEnumerator<AgentEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        start().RunAsync(callToken).GetAsyncEnumerator(cancellationToken);
}
