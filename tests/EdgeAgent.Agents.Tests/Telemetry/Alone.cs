namespace EdgeAgent.Agents.Tests.Telemetry;

/// <summary>Listeners hear the whole process, so these tests run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
