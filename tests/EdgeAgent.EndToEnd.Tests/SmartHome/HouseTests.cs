using EdgeAgent.Testing;
using SmartHome.Simulation;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class HouseTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 11, 20, 0, 0, TimeSpan.Zero)); // a Wednesday

    [Fact]
    public void SetLight_Brightness_SwitchesOnAndIsLogged()
    {
        House house = new(_clock);
        house.SetLight(Area.Kitchen, brightness: 40);
        Assert.Equal(new Light(true, 40, LightColor.WarmWhite), house.Read(Room.Kitchen).Light);
        HouseChange change = Assert.Single(house.Changes);
        Assert.Equal(("kitchen light", "off", "40% warm white", _clock.GetUtcNow()), (change.What, change.Before, change.After, change.Time));
    }

    [Fact]
    public void SetLight_BrightnessZero_SwitchesOffAndRemembersTheBrightness()
    {
        House house = new(_clock);
        house.SetLight(Area.LivingRoom, brightness: 0);
        Assert.False(house.Read(Room.LivingRoom).Light.IsOn);
        house.SetLight(Area.LivingRoom, on: true);
        Assert.Equal(70, house.Read(Room.LivingRoom).Light.Brightness);
    }

    [Fact]
    public void SetLight_OffWithAColor_StaysOff()
    {
        House house = new(_clock);
        house.SetLight(Area.Office, on: false, color: LightColor.Blue);
        Assert.Equal(new Light(false, 70, LightColor.Blue), house.Read(Room.Office).Light);
    }

    [Fact]
    public void SetLight_All_ReachesEveryRoom()
    {
        House house = new(_clock);
        house.SetLight(Area.All, on: false);
        Assert.All(house.State().Rooms, room => Assert.False(room.Light.IsOn));
        Assert.Equal(2, house.Changes.Count); // those that were on
    }

    [Fact]
    public void SetLight_NothingNew_LogsNothing()
    {
        House house = new(_clock);
        house.SetLight(Area.Kitchen, on: false);
        Assert.Empty(house.Changes);
    }

    [Fact]
    public void Area_NamesTheSameRoomsInTheSameOrder()
    {
        Assert.Equal(Enum.GetNames<Room>(), Enum.GetNames<Area>()[..^1]);
    }

    [Fact]
    public void SetBlinds_RoomWithout_Throws()
    {
        House house = new(_clock);
        Assert.Throws<InvalidOperationException>(() => house.SetBlinds(Area.Hallway, 50));
        house.SetBlinds(Area.All, 0);
        Assert.Null(house.Read(Room.Hallway).Blinds);
        Assert.Equal(0, house.Read(Room.Bedroom).Blinds);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void Percentages_OutsideTheirRange_AreRefused(int percent)
    {
        House house = new(_clock);
        Assert.Throws<ArgumentOutOfRangeException>(() => house.SetLight(Area.Kitchen, brightness: percent));
        Assert.Throws<ArgumentOutOfRangeException>(() => house.SetBlinds(Area.Kitchen, percent));
    }

    [Fact]
    public void SetThermostat_WhileTheHeatingIsOff_SwitchesItOn()
    {
        House house = new(_clock);
        house.SetHeating(false);
        house.SetThermostat(21.5);
        Assert.Equal(new Climate(21.5, IsHeating: true), house.State().Climate);
        Assert.Equal(["20 °C, heating on", "20 °C, heating off"], house.Changes.Select(change => change.Before));
    }

    [Theory]
    [InlineData(4.9)]
    [InlineData(30.1)]
    [InlineData(double.NaN)]
    public void SetThermostat_OutsideItsRange_IsRefused(double target) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new House(_clock).SetThermostat(target));

    [Fact]
    public void Temperature_WhileHeating_NearsTheTargetAndNeverPassesIt()
    {
        House house = new(_clock);
        house.SetThermostat(24);
        double before = house.Read(Room.Bedroom).Temperature;
        _clock.Advance(TimeSpan.FromHours(3));
        double after = house.Read(Room.Bedroom).Temperature;
        Assert.InRange(after, before + 0.5 * (24 - before), 24);
    }

    [Fact]
    public void Temperature_WithNothingWorking_FallsTowardsTheWeather()
    {
        House house = new(_clock);
        house.SetHeating(false);
        double before = house.Read(Room.Bedroom).Temperature;
        _clock.Advance(TimeSpan.FromHours(12));
        Assert.InRange(house.Read(Room.Bedroom).Temperature, 12, before - 1);
    }

    [Fact]
    public void Timer_AfterItsTime_RangAndIsGone()
    {
        House house = new(_clock);
        house.StartTimer(TimeSpan.FromMinutes(10), "pasta");
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Single(house.State().Timers);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(house.State().Timers);
        Assert.Equal(("timer pasta", "rang"), (house.Changes[^1].What, house.Changes[^1].After));
    }

    [Fact]
    public void Energy_GrowsWithThePowerDrawn()
    {
        House house = new(_clock);
        house.SetHeating(false);
        double before = house.ReadEnergy(EnergyPeriod.Today), power = house.State().Power;
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(power * 2 / 1000, house.ReadEnergy(EnergyPeriod.Today) - before, 6);
    }

    [Fact]
    public void Energy_Periods_ContainEachOther()
    {
        House house = new(_clock);
        double today = house.ReadEnergy(EnergyPeriod.Today), yesterday = house.ReadEnergy(EnergyPeriod.Yesterday);
        double week = house.ReadEnergy(EnergyPeriod.Week), month = house.ReadEnergy(EnergyPeriod.Month);
        Assert.True(today + yesterday < week && week < month, $"{today} {yesterday} {week} {month}");
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(today, house.ReadEnergy(EnergyPeriod.Yesterday), 6);
    }

    [Theory]
    [InlineData(Scene.GoodNight, 0, false)]
    [InlineData(Scene.Movie, 0, true)]
    [InlineData(Scene.GoodMorning, 100, true)]
    public void Activate_SetsWhatBelongsToTheScene(Scene scene, int livingRoomBlinds, bool livingRoomLight)
    {
        House house = new(_clock);
        house.Activate(scene);
        RoomState room = house.Read(Room.LivingRoom);
        Assert.Equal((livingRoomBlinds, livingRoomLight, (Scene?)scene), (room.Blinds, room.Light.IsOn, house.State().Scene));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Activate_AnyScene_LeavesTheDoorAlone(bool locked)
    {
        House house = new(_clock);
        house.SetDoor(locked);
        foreach (Scene scene in Enum.GetValues<Scene>()) house.Activate(scene);
        Assert.Equal(locked, house.State().DoorLocked);
    }

    [Fact]
    public void House_SameSeed_SameHouse()
    {
        Assert.Equal(new House(_clock, 7).State().Rooms, new House(_clock, 7).State().Rooms);
        Assert.NotEqual(new House(_clock, 7).State().Rooms, new House(_clock, 8).State().Rooms);
    }

    [Fact]
    public void State_ClockSetBack_StaysAsItWas()
    {
        BackwardClock clock = new();
        House house = new(clock);
        HouseState before = house.State();
        clock.Hours = 11;
        Assert.Equal(before.Rooms, house.State().Rooms);
        Assert.Equal(before.Now, house.State().Now);
    }

    private sealed class BackwardClock : TimeProvider
    {
        public int Hours { get; set; } = 12;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 3, 11, Hours, 0, 0, TimeSpan.Zero);
    }
}
