namespace SmartHome.Simulation;

/// <summary>A simulated house: what a real one's drivers would do, kept in memory, with a log of what changed.</summary>
/// <remarks>
/// Thread-safe. Deterministic: the same seed, clock and operations give the same house. Time passes when somebody looks: each
/// operation first moves temperatures, energy and timers on to the clock's now.
/// </remarks>
public sealed class House
{
    private const double BasePower = 180;   // W: fridge, router, standby
    private const double LampPower = 9;     // W at full brightness
    private const double HeatingPower = 1500;

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly RoomState[] _rooms;
    private readonly List<HouseTimer> _timers = [];
    private readonly List<HouseChange> _changes = [];
    private readonly EnergyMeter _meter;
    private DateTimeOffset _last;
    private Climate _climate = new(20, IsHeating: true);
    private bool _locked = true;
    private Scene? _scene;

    /// <summary>Makes a house with some lights on and the seed's temperatures.</summary>
    /// <param name="clock">The house's clock.</param>
    /// <param name="seed">Same seed, same sensors and same energy of the days before.</param>
    public House(TimeProvider clock, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Random random = new(seed);
        _clock = clock;
        _last = clock.GetLocalNow();
        _meter = new EnergyMeter(_last, random);
        _rooms = [.. Enum.GetValues<Room>().Select(room => FirstState(room, random))];
    }

    /// <summary>Everything that changed so far, oldest first.</summary>
    public IReadOnlyList<HouseChange> Changes
    {
        get { lock (_lock) return [.. _changes]; }
    }

    /// <summary>The house as it is now.</summary>
    public HouseState State()
    {
        lock (_lock)
        {
            Advance();
            return new HouseState([.. _rooms], _climate, _locked, _scene, [.. _timers.OrderBy(timer => timer.Ends)],
                Power(), _meter.Read(EnergyPeriod.Today, _last), _last);
        }
    }

    /// <summary>Sets what is given of the lights of an area. A brightness or colour switches them on, brightness 0 off.</summary>
    /// <param name="area">The room, or all.</param>
    /// <param name="on">On or off; null leaves it to the others.</param>
    /// <param name="brightness">Percent, 0 to 100.</param>
    /// <param name="color">The colour.</param>
    public void SetLight(Area area, bool? on = null, int? brightness = null, LightColor? color = null)
    {
        if (brightness is < 0 or > 100) throw new ArgumentOutOfRangeException(nameof(brightness), brightness, "0 to 100.");
        lock (_lock)
        {
            Advance();
            foreach (Room room in RoomsOf(area))
            {
                Light light = _rooms[(int)room].Light;
                bool shines = brightness != 0 && (on ?? (brightness is not null || color is not null || light.IsOn));
                Light next = new(shines, brightness is > 0 ? brightness.Value : light.Brightness, color ?? light.Color);
                Change($"{Names.Of(room)} light", light, next);
                _rooms[(int)room] = _rooms[(int)room] with { Light = next };
            }
        }
    }

    /// <summary>Whether a room has blinds; of all rooms some have.</summary>
    public static bool HasBlinds(Area area) => area != Area.Hallway;

    /// <summary>Moves the blinds of an area.</summary>
    /// <param name="area">The room, or all that have blinds.</param>
    /// <param name="position">Percent, 0 closed, 100 open.</param>
    /// <exception cref="InvalidOperationException">The room has none.</exception>
    public void SetBlinds(Area area, int position)
    {
        if (position is < 0 or > 100) throw new ArgumentOutOfRangeException(nameof(position), position, "0 to 100.");
        if (!HasBlinds(area)) throw new InvalidOperationException($"There are no blinds in the {Names.Of(area)}.");
        lock (_lock)
        {
            Advance();
            foreach (Room room in RoomsOf(area))
            {
                if (_rooms[(int)room].Blinds is not { } before) continue;
                Change($"{Names.Of(room)} blinds", $"{before}%", $"{position}%");
                _rooms[(int)room] = _rooms[(int)room] with { Blinds = position };
            }
        }
    }

    /// <summary>Sets the thermostat and switches the heating on: whoever asks for 21 degrees wants to be warm.</summary>
    /// <param name="target">°C, <see cref="Climate.MinTarget"/> to <see cref="Climate.MaxTarget"/>.</param>
    public void SetThermostat(double target)
    {
        if (target is not (>= Climate.MinTarget and <= Climate.MaxTarget))
            throw new ArgumentOutOfRangeException(nameof(target), target, "5 to 30 °C.");
        SetClimate(_ => new Climate(target, IsHeating: true));
    }

    /// <summary>Switches the heating on or off; the target stays.</summary>
    public void SetHeating(bool on) => SetClimate(climate => climate with { IsHeating = on });

    /// <summary>Locks or unlocks the front door.</summary>
    public void SetDoor(bool locked)
    {
        lock (_lock)
        {
            Advance();
            Change("front door", _locked ? "locked" : "unlocked", locked ? "locked" : "unlocked");
            _locked = locked;
        }
    }

    /// <summary>Starts a timer.</summary>
    /// <param name="length">More than nothing and at most a day.</param>
    /// <param name="label">What it is for.</param>
    public HouseTimer StartTimer(TimeSpan length, string? label = null)
    {
        if (length <= TimeSpan.Zero || length > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(length), length, "More than zero, at most a day.");
        lock (_lock)
        {
            Advance();
            HouseTimer timer = new(label, length, _last + length);
            _timers.Add(timer);
            Change($"timer{(label is null ? "" : " " + label)}", "none", length.ToString("g"));
            return timer;
        }
    }

    /// <summary>Sets everything that belongs to a scene. No scene touches the door: that is asked for by itself.</summary>
    public void Activate(Scene scene)
    {
        lock (_lock) // re-entered by the settings below
        {
            Advance();
            Change("scene", _scene is { } before ? Names.Of(before) : "none", Names.Of(scene));
            _scene = scene;
            Scenes.Apply(scene, this);
        }
    }

    /// <summary>Reads the sensors of a room.</summary>
    public RoomState Read(Room room)
    {
        lock (_lock)
        {
            Advance();
            return _rooms[(int)room];
        }
    }

    /// <summary>Reads the energy meter.</summary>
    /// <returns>Kilowatt hours of the period up to now.</returns>
    public double ReadEnergy(EnergyPeriod period)
    {
        lock (_lock)
        {
            Advance();
            return _meter.Read(period, _last);
        }
    }

    private void SetClimate(Func<Climate, Climate> change)
    {
        lock (_lock)
        {
            Advance();
            Climate next = change(_climate);
            Change("thermostat", _climate, next);
            _climate = next;
        }
    }

    private static RoomState FirstState(Room room, Random random) => new(
        room,
        new Light(room is Room.LivingRoom or Room.Hallway, 70, LightColor.WarmWhite),
        room == Room.Hallway ? null : 75,
        Math.Round(18.5 + 2.5 * random.NextDouble(), 1),
        random.Next(40, 62),
        random.Next(4) == 0,
        room == Room.Hallway ? null : random.Next(4) == 0);

    private static Room[] RoomsOf(Area area) => area == Area.All ? Enum.GetValues<Room>() : [(Room)(int)area];

    private void Change(string what, object before, object after)
    {
        string was = before.ToString()!, now = after.ToString()!;
        if (was != now) _changes.Add(new HouseChange(_last, what, was, now));
    }

    private void Advance()
    {
        DateTimeOffset now = _clock.GetLocalNow();
        TimeSpan elapsed = now - _last;
        if (elapsed <= TimeSpan.Zero) return; // a clock set back: the house waits for it
        _meter.Add(Power(), elapsed, now);
        for (int i = 0; i < _rooms.Length; i++)
            _rooms[i] = _rooms[i] with { Temperature = _climate.Drift(_rooms[i].Temperature, elapsed) };
        _last = now;
        foreach (HouseTimer timer in _timers.Where(timer => timer.Ends <= now).ToArray())
        {
            _timers.Remove(timer);
            _changes.Add(new HouseChange(timer.Ends, $"timer{(timer.Label is null ? "" : " " + timer.Label)}", "running", "rang"));
        }
    }

    private double Power() =>
        BasePower + _rooms.Where(room => room.Light.IsOn).Sum(room => LampPower * room.Light.Brightness / 100)
        + (_rooms.Any(room => _climate.Heats(room.Temperature)) ? HeatingPower : 0);
}
