using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

#pragma warning disable CA1822 // As a user writes them.

namespace EdgeAgent.Agents.Generators.Tests.Snapshot;

/// <summary>Tools whose generated code is kept in tests/data/generated, so that a review sees its changes.</summary>
public sealed class HomeTools
{
    [Tool(Approval = ToolApproval.Ask, TimeoutSeconds = 2), Description("Opens a door")]
    public void OpenDoor([Description("Which one")] Door door, string? reason = null) => ArgumentNullException.ThrowIfNull(reason ?? $"{door}");

    [Tool(Idempotent = true)]
    public async Task<Reading> ReadAsync([Range(1, 9)] int sensor, [FromServices] IFormatProvider format, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new(sensor, sensor.ToString(format));
    }

    [Tool("plan")]
    public static int Plan(List<Visit> visits) => visits.Count;
}

public enum Door { Front, GardenGate }

public sealed record Reading(int Sensor, string Text);

public sealed record Visit(DateOnly Day, string Guest)
{
    public required int People { get; init; }
}
