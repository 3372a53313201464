using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using SmartHome.Simulation;

namespace SmartHome.Tools;

/// <summary>What the model may do with the house: ten tools, their schemas made from these signatures.</summary>
/// <remarks>
/// Written for a small model, which reads all of it at each request: each tool does one thing, names and descriptions are short and
/// plain, a parameter is optional only where leaving it out means something. Enums keep it to what the house has, in whatever language
/// it is asked: <c>soggiorno</c> can only become <c>living_room</c>, and the blinds stop at quarters because with any percentage
/// allowed the embedded model opens them to 1% or 10%. Wordings were compared on tests/data/smart-home-development.jsonl.
/// Results are as short: what the model needs for its answer, no more.
/// </remarks>
public sealed class HouseTools(House house)
{
    [Tool, Description("Turn a light on or off")]
    public Done TurnLight([Description("Room name")] Area room, [Description("on or off")] Switch state)
    {
        house.SetLight(room, state == Switch.On);
        return Done.Ok;
    }

    [Tool, Description("Sets the brightness or color of a light")]
    public Done SetLight(
        [Description("Room name")] Area room,
        [Description("Brightness in percent"), Range(0, 100)] int? brightness = null,
        [Description("Color name")] LightColor? color = null)
    {
        if (brightness is null && color is null) throw new ToolException("Say which brightness or color.");
        house.SetLight(room, brightness: brightness, color: color);
        return Done.Ok;
    }

    [Tool, Description("Set the thermostat")]
    public Done SetThermostat([Description("Target temperature in °C"), Range(Climate.MinTarget, Climate.MaxTarget)] double temperature)
    {
        house.SetThermostat(temperature);
        return Done.Ok;
    }

    [Tool, Description("Turn the heating on or off")]
    public Done SetHeating([Description("on or off")] Switch state)
    {
        house.SetHeating(state == Switch.On);
        return Done.Ok;
    }

    [Tool, Description("Open or close the blinds")]
    public Done SetBlinds(
        [Description("Room name")] Area room,
        [Description("Position, 0 closed, 100 open"), AllowedValues(0, 25, 50, 75, 100)] int position)
    {
        if (!House.HasBlinds(room)) throw new ToolException($"There are no blinds in the {Names.Of(room)}.");
        house.SetBlinds(room, position);
        return Done.Ok;
    }

    /// <summary>Asks a person first: whoever speaks to the house must not open it to a stranger by a misheard word.</summary>
    [Tool(Approval = ToolApproval.Ask), Description("Lock or unlock the front door")]
    public Done SetLock([Description("Lock or unlock")] LockAction action)
    {
        house.SetDoor(action == LockAction.Lock);
        return Done.Ok;
    }

    [Tool, Description("Start a timer")]
    public Done StartTimer(
        [Description("Minutes"), Range(0, 1440)] int? minutes = null,
        [Description("Seconds"), Range(0, 3600)] int? seconds = null,
        [Description("Timer label")] string? label = null)
    {
        TimeSpan length = TimeSpan.FromMinutes(minutes ?? 0) + TimeSpan.FromSeconds(seconds ?? 0);
        if (length <= TimeSpan.Zero || length > TimeSpan.FromDays(1)) throw new ToolException("A timer runs from one second to a day.");
        house.StartTimer(length, label);
        return Done.Ok;
    }

    [Tool, Description("Activate a scene")]
    public Done ActivateScene([Description("Scene name")] Scene scene)
    {
        house.Activate(scene);
        return Done.Ok;
    }

    [Tool(Idempotent = true), Description("Read a sensor of a room")]
    public JsonObject ReadSensor([Description("What to measure")] Quantity quantity, [Description("Room name")] Room room)
    {
        RoomState state = house.Read(room);
        return quantity switch
        {
            Quantity.Temperature => new() { ["temperature"] = Math.Round(state.Temperature, 1) },
            Quantity.Humidity => new() { ["humidity"] = state.Humidity },
            Quantity.Motion => new() { ["motion"] = state.Motion },
            _ when state.WindowOpen is { } open => new() { ["window"] = open ? "open" : "closed" },
            _ => throw new ToolException($"There is no window in the {Names.Of(room)}."),
        };
    }

    [Tool(Idempotent = true), Description("Get the electricity consumption for a period")]
    public JsonObject GetEnergy([Description("Period")] EnergyPeriod period) =>
        new() { ["kwh"] = Math.Round(house.ReadEnergy(period), 1) };
}
