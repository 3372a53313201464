using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EdgeAgent.Agents.Tests;

public enum LightColor { Red, WarmWhite, [JsonStringEnumMemberName("blu")] Blue }

public sealed record Alarm([property: Description("Time of day")] TimeOnly At, string? Label, LightColor Color = LightColor.Red, int[]? Days = null);

/// <summary>Methods with every kind of parameter that a schema is made of.</summary>
public sealed class House
{
    public string Last { get; private set; } = "";

    [Tool, Description("Sets a light")]
    public string SetLight(
        [Description("The room")] string room, [Range(0, 100), Description("Percent")] int level, LightColor color = LightColor.WarmWhite,
        int? fade = null, string? note = null) => Last = $"{room} {level} {color} {fade?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {note ?? "-"}";

    [Tool("rename_room", Approval = ToolApproval.Ask, TimeoutSeconds = 1.5, Idempotent = true)]
    public string Rename(string from, string? to) => Last = $"{from} {to ?? "-"}";

    [Tool]
    public async Task AddAlarmsAsync(List<Alarm> alarms, IServiceProvider? services = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Last = $"{alarms.Count} {alarms[0].At:HH:mm} {alarms[0].Label ?? "-"} {alarms[0].Color} {services is not null} {cancellationToken.CanBeCanceled}";
    }

    [Tool]
    public static double Measure() => 21.5;

    public void NotATool() => Last = "no";

    [Tool]
    public void Rules(
        [MinLength(2), MaxLength(5)] string bounded, [StringLength(10, MinimumLength = 1)] string length, [AllowedValues("a", "b")] string allowed,
        [RegularExpression("^[a-z]+$")] string pattern, [MinLength(1), MaxLength(3)] int[] items, [Range(typeof(double), "0.5", "2")] double ratio,
        Dictionary<string, int> map, DateOnly day, Guid id, TimeSpan wait, decimal? price = 1.5m) => Last = $"{bounded}{length}{allowed}{pattern}{items}{ratio}{map}{day}{id}{wait}{price}";
}
