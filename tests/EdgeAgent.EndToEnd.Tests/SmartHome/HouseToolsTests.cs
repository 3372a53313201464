using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.TestData;
using EdgeAgent.Testing;
using SmartHome.Simulation;
using SmartHome.Tools;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class HouseToolsTests
{
    private readonly House _house = new(new FakeTimeProvider());
    private readonly HouseTools _tools;

    public HouseToolsTests() => _tools = new HouseTools(_house);

    // What the model reads of the tools is as much a part of the program as its code: a change must be seen in review.
    [Fact]
    public void Tools_AsTheModelSeesThem_AreThoseOfTheSnapshot()
    {
        string now = string.Concat(_tools.AsTools().Select(tool => $"{tool.Name}: {tool.Description}\n{tool.Parameters.GetRawText()}\n"));
        string file = SharedData.InRepository("tests", "data", "smart-home-tools.txt");
        Assert.True(File.Exists(file), $"no {file}; it should hold:\n{now}");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), now);
    }

    [Fact]
    public void Tools_OnlyTheLockAsks()
    {
        IReadOnlyList<AgentTool> tools = AgentTool.FromObject(_tools);
        Assert.Equal(10, tools.Count);
        Assert.Equal(["set_lock"], tools.Where(tool => tool.Options.Approval == ToolApproval.Ask).Select(tool => tool.Name));
    }

    [Fact]
    public void SetLight_NothingToChange_TellsTheModel() =>
        Assert.Contains("brightness or color", Assert.Throws<ToolException>(() => _tools.SetLight(Area.Kitchen)).Message, StringComparison.Ordinal);

    [Fact]
    public void TurnLight_All_TurnsEveryLight()
    {
        _tools.TurnLight(Area.All, Switch.On);
        Assert.All(_house.State().Rooms, room => Assert.True(room.Light.IsOn));
    }

    [Fact]
    public void SetHeating_Off_KeepsTheTarget()
    {
        _tools.SetThermostat(22);
        _tools.SetHeating(Switch.Off);
        Assert.Equal(new Climate(22, IsHeating: false), _house.State().Climate);
    }

    [Fact]
    public void SetBlinds_RoomWithout_TellsTheModel() =>
        Assert.Equal("There are no blinds in the hallway.", Assert.Throws<ToolException>(() => _tools.SetBlinds(Area.Hallway, 10)).Message);

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, 0)]
    [InlineData(1440, 1)]
    public void StartTimer_LengthOutOfRange_TellsTheModel(int? minutes, int? seconds) =>
        Assert.Throws<ToolException>(() => _tools.StartTimer(minutes, seconds));

    [Fact]
    public void StartTimer_MinutesAndSeconds_AddUp()
    {
        _tools.StartTimer(1, 30, "tea");
        HouseTimer timer = Assert.Single(_house.State().Timers);
        Assert.Equal((TimeSpan.FromSeconds(90), "tea"), (timer.Length, timer.Label));
    }

    [Fact]
    public void SetLock_Unlock_OpensTheDoor()
    {
        _tools.SetLock(LockAction.Unlock);
        Assert.False(_house.State().DoorLocked);
    }

    [Theory]
    [InlineData(Quantity.Temperature, "temperature")]
    [InlineData(Quantity.Humidity, "humidity")]
    [InlineData(Quantity.Motion, "motion")]
    [InlineData(Quantity.Window, "window")]
    public void ReadSensor_EachQuantity_NamesItInTheResult(Quantity quantity, string name) =>
        Assert.Equal(name, Assert.Single(_tools.ReadSensor(quantity, Room.Office)).Key);

    [Fact]
    public void ReadSensor_WindowWhereThereIsNone_TellsTheModel() =>
        Assert.Throws<ToolException>(() => _tools.ReadSensor(Quantity.Window, Room.Hallway));

    [Fact]
    public void GetEnergy_ReadsTheMeter() =>
        Assert.Equal(Math.Round(_house.ReadEnergy(EnergyPeriod.Month), 1), _tools.GetEnergy(EnergyPeriod.Month)["kwh"]!.GetValue<double>());

    [Fact]
    public void Done_AsJson_IsShort() => Assert.Equal("""{"ok":true}""", JsonSerializer.Serialize(Done.Ok));
}
