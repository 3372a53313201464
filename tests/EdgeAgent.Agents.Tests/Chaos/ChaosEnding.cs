namespace EdgeAgent.Agents.Tests.Chaos;

/// <summary>How the reader of a turn ends it.</summary>
internal enum ChaosEnding
{
    ReadAll,
    Cancel,
    WalkAway,
}
