namespace EdgeAgent.Agents.Policies;

/// <summary>A handler went on after its token was cancelled, so nobody waits for it any more.</summary>
internal sealed class HandlerAbandonedException(string tool, Task handler)
    : TimeoutException($"The handler of '{tool}' ignored its cancellation token and was left behind.")
{
    /// <summary>The handler, which still runs.</summary>
    public Task Handler => handler;
}
