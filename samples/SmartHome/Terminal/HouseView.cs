using System.Globalization;
using SmartHome.Simulation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SmartHome.Terminal;

/// <summary>The house as two small tables. Given a state before, cells that differ show both and stand out.</summary>
public static class HouseView
{
    private static readonly string[] RoomColumns = ["room", "light", "blinds", "temp.", "humid.", "motion", "window"];
    private static readonly string[] HouseColumns = ["thermostat", "front door", "scene", "timers", "power", "energy today"];

    /// <summary>Draws the house.</summary>
    /// <param name="after">Its state.</param>
    /// <param name="before">What to compare with; null marks nothing.</param>
    public static IRenderable Render(HouseState after, HouseState? before = null)
    {
        Table rooms = NewTable(RoomColumns);
        for (int i = 0; i < after.Rooms.Count; i++)
            rooms.AddRow(Cells(RoomCells(after.Rooms[i]), before is null ? null : RoomCells(before.Rooms[i])));
        Table house = NewTable(HouseColumns);
        house.AddRow(Cells(HouseCells(after), before is null ? null : HouseCells(before)));
        return new Rows(rooms, house);
    }

    /// <summary>Whether a person would see a difference.</summary>
    public static bool Differs(HouseState before, HouseState after) =>
        !HouseCells(before).SequenceEqual(HouseCells(after))
        || !before.Rooms.SelectMany(RoomCells).SequenceEqual(after.Rooms.SelectMany(RoomCells));

    private static Table NewTable(string[] columns)
    {
        Table table = new() { Border = TableBorder.Rounded };
        foreach (string column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(Color.Grey))));
        return table;
    }

    private static IEnumerable<IRenderable> Cells(string[] after, string[]? before) => after.Select((cell, i) =>
        before is null || before[i] == cell ? new Text(cell)
        : new Text($"{before[i]} → {cell}", new Style(Color.Yellow, decoration: Decoration.Bold)));

    private static string[] RoomCells(RoomState room) =>
    [
        Names.Of(room.Room),
        room.Light.ToString(),
        room.Blinds is { } position ? $"{position}%" : "–",
        Invariant($"{room.Temperature:0.0} °C"),
        $"{room.Humidity}%",
        room.Motion ? "yes" : "no",
        room.WindowOpen switch { true => "open", false => "closed", null => "–" },
    ];

    private static string[] HouseCells(HouseState house) =>
    [
        house.Climate.ToString(),
        house.DoorLocked ? "locked" : "unlocked",
        house.Scene is { } scene ? Names.Of(scene) : "–",
        house.Timers.Count == 0 ? "–" : string.Join(", ", house.Timers.Select(TimerText)),
        Invariant($"{house.Power:0} W"),
        Invariant($"{house.EnergyToday:0.0} kWh"),
    ];

    // The time it ends, not what is left: a cell must not change because somebody looked a second later.
    private static string TimerText(HouseTimer timer) =>
        $"{(timer.Label is null ? "" : timer.Label + " ")}{timer.Length:hh\\:mm\\:ss} to {timer.Ends:HH:mm:ss}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
