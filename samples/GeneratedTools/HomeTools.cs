using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using EdgeAgent.Agents;

namespace GeneratedTools;

/// <summary>What the model may do. The compiler makes <c>new HomeTools().AsTools()</c> of it.</summary>
public sealed class HomeTools
{
    private readonly Dictionary<Room, int> _levels = [];
    private readonly List<Alarm> _alarms = [];

    [Tool(Idempotent = true), Description("Set the brightness of a light")]
    public Light SetLight([Description("Room name")] Room room, [Description("Percent"), Range(0, 100)] int level) =>
        new(room, _levels[room] = level);

    [Tool, Description("Set alarms")]
    public async Task<Plan> PlanDayAsync(List<Alarm> alarms, string? note = null, CancellationToken cancellationToken = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
        if (alarms.Count == 0) throw new ToolException("Give at least one alarm.");
        _alarms.AddRange(alarms);
        return new(_alarms.Count, _alarms.Min(a => a.At), note);
    }
}

public enum Room { Kitchen, LivingRoom }

public sealed record Light(Room Room, int Level);

public sealed record Alarm([property: Description("Time of day")] TimeOnly At, string? Label, DayOfWeek[]? Days = null);

public sealed record Plan(int Alarms, TimeOnly First, string? Note);
