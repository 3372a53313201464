namespace SmartHome.Simulation;

/// <summary>Kilowatt hours by day: the days before the start are made up from a seed, today grows with the power drawn.</summary>
internal sealed class EnergyMeter
{
    private const int DaysOfHistory = 62; // two whole months, so that every period of EnergyPeriod is covered
    private readonly Dictionary<DateOnly, double> _days = [];

    public EnergyMeter(DateTimeOffset now, Random random)
    {
        DateOnly today = DateOnly.FromDateTime(now.DateTime);
        for (int day = 1; day <= DaysOfHistory; day++) _days[today.AddDays(-day)] = 6 + 6 * random.NextDouble();
        _days[today] = now.TimeOfDay.TotalHours * 0.35;
    }

    /// <summary>Counts what was drawn until <paramref name="now"/>.</summary>
    /// <param name="watts">The power over the whole stretch.</param>
    /// <param name="elapsed">How long it was drawn.</param>
    /// <param name="now">The end of the stretch; all of it counts for that day.</param>
    public void Add(double watts, TimeSpan elapsed, DateTimeOffset now)
    {
        DateOnly today = DateOnly.FromDateTime(now.DateTime);
        _days[today] = _days.GetValueOrDefault(today) + watts / 1000 * elapsed.TotalHours;
    }

    /// <summary>The consumption of a period, kWh.</summary>
    public double Read(EnergyPeriod period, DateTimeOffset now)
    {
        DateOnly today = DateOnly.FromDateTime(now.DateTime);
        return period switch
        {
            EnergyPeriod.Today => Between(today, today),
            EnergyPeriod.Yesterday => Between(today.AddDays(-1), today.AddDays(-1)),
            EnergyPeriod.Week => Between(today.AddDays(-(((int)today.DayOfWeek + 6) % 7)), today),
            EnergyPeriod.Month => Between(new DateOnly(today.Year, today.Month, 1), today),
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "Not a period of the meter."),
        };
    }

    private double Between(DateOnly first, DateOnly last)
    {
        double sum = 0;
        for (DateOnly day = first; day <= last; day = day.AddDays(1)) sum += _days.GetValueOrDefault(day);
        return sum;
    }
}
