namespace EdgeAgent.Testing;

/// <summary>How a <see cref="RecordingChatClient"/> records.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RecordingOptions
{
    /// <summary>Whether each update is recorded with its time since the request. Default false: the same run then gives the same file, and a
    /// review sees only what changed.</summary>
    public bool IncludeTimes { get; init; }

    /// <summary>The clock of those times. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
