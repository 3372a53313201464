namespace EdgeAgent.Agents;

/// <summary>Why a request is to leave the local model.</summary>
public enum EscalationReason
{
    /// <summary>A tool call's confidence was below <see cref="EscalationOptions.MinConfidence"/>.</summary>
    LowConfidence,

    /// <summary>The prompt does not fit the local model's context.</summary>
    ContextTooLong,

    /// <summary><see cref="EscalationOptions.IsBeyondLocal"/> said so.</summary>
    Policy,
}
