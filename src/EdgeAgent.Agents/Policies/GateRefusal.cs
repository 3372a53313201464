namespace EdgeAgent.Agents.Policies;

/// <summary>Why a call may not start now.</summary>
/// <param name="Failure">For the caller.</param>
/// <param name="Message">For the model.</param>
internal sealed record GateRefusal(ToolFailure Failure, string Message);
