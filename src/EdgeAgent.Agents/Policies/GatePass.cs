namespace EdgeAgent.Agents.Policies;

/// <summary>A call's place at its tool's gate, or why it has none. Disposed when the call is over.</summary>
internal sealed class GatePass : IDisposable
{
    private readonly ToolGate? _gate;
    private readonly bool _probe;

    /// <summary>A place.</summary>
    public GatePass(ToolGate gate, bool probe) => (_gate, _probe) = (gate, probe);

    /// <summary>No place.</summary>
    public GatePass(GateRefusal refusal) => Refusal = refusal;

    public GateRefusal? Refusal { get; }

    /// <summary>What the call says about its handler; set before it is over.</summary>
    public CallVerdict Verdict { get; set; }

    /// <summary>A handler that nobody waits for any more: it keeps the place until it ends.</summary>
    public Task? LeftBehind { get; set; }

    public void Dispose() => _gate?.Leave(_probe, Verdict, LeftBehind ?? Task.CompletedTask);
}
