namespace EdgeAgent.Testing;

/// <summary>How a <see cref="ReplayingChatClient"/> replays.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ReplayOptions
{
    /// <summary>What of a request must be as it was recorded. Default <see cref="TranscriptMatching.Strict"/>.</summary>
    public TranscriptMatching Matching { get; init; } = TranscriptMatching.Strict;

    /// <summary>Whether each update waits until its recorded time since the request. Default false: at once.</summary>
    public bool KeepTimes { get; init; }

    /// <summary>The clock on which it waits. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
