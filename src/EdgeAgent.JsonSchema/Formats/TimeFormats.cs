namespace EdgeAgent.JsonSchema.Formats;

/// <summary>Dates, times and durations of RFC 3339: section 5.6, and appendix A for durations.</summary>
/// <remarks>
/// A second of 60 stands only where it is 23:59:60 in UTC; on which days there was one is not asked. The letters of a duration are capitals, as in
/// ISO 8601.
/// </remarks>
internal static class TimeFormats
{
    public static bool IsDateTime(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        return TakeDate(ref scanner) && scanner.TakeLetter('t') && TakeTime(ref scanner) && scanner.AtEnd;
    }

    public static bool IsDate(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        return TakeDate(ref scanner) && scanner.AtEnd;
    }

    public static bool IsTime(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        return TakeTime(ref scanner) && scanner.AtEnd;
    }

    /// <summary>Units in their order, none left out between two, and weeks alone.</summary>
    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        TextScanner scanner = new(text);
        if (!scanner.Take('P')) return false;
        if (scanner.Next != 'T')
        {
            if (scanner.TakeDigits() == 0) return false;
            if (scanner.Take('W')) return scanner.AtEnd;
            if (!TakeUnits(ref scanner, "YMD")) return false;
            if (scanner.AtEnd) return true;
        }
        return scanner.Take('T') && scanner.TakeDigits() > 0 && TakeUnits(ref scanner, "HMS") && scanner.AtEnd;
    }

    /// <summary>Takes a unit and those that follow it directly in <paramref name="units"/>; the first number has been read.</summary>
    private static bool TakeUnits(ref TextScanner scanner, string units)
    {
        int unit = units.IndexOf(scanner.Next, StringComparison.Ordinal);
        if (unit < 0) return false;
        scanner.At++;
        while (++unit < units.Length && scanner.TakeDigits() > 0)
            if (!scanner.Take(units[unit])) return false;
        return true;
    }

    private static bool TakeDate(ref TextScanner scanner)
    {
        int century = scanner.TakeTwoDigits(99);
        int year = century < 0 ? -1 : scanner.TakeTwoDigits(99);
        if (year < 0 || !scanner.Take('-')) return false;
        int month = scanner.TakeTwoDigits(12);
        if (month < 1 || !scanner.Take('-')) return false;
        bool leap = year != 0 ? year % 4 == 0 : century % 4 == 0;
        int days = month == 2 ? (leap ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;
        return scanner.TakeTwoDigits(days) >= 1;
    }

    private static bool TakeTime(ref TextScanner scanner)
    {
        int hour = scanner.TakeTwoDigits(23);
        if (hour < 0 || !scanner.Take(':')) return false;
        int minute = scanner.TakeTwoDigits(59);
        if (minute < 0 || !scanner.Take(':')) return false;
        int second = scanner.TakeTwoDigits(60);
        if (second < 0 || (scanner.Take('.') && scanner.TakeDigits() == 0)) return false;
        int? offset = TakeOffset(ref scanner);
        const int Day = 24 * 60;
        return offset is int minutes && (second < 60 || ((hour * 60) + minute - minutes + Day) % Day == Day - 1);
    }

    /// <summary>Minutes east of UTC.</summary>
    private static int? TakeOffset(ref TextScanner scanner)
    {
        if (scanner.TakeLetter('z')) return 0;
        bool west = scanner.Next == '-';
        if (!scanner.Take('-') && !scanner.Take('+')) return null;
        int hours = scanner.TakeTwoDigits(23);
        if (hours < 0 || !scanner.Take(':')) return null;
        int minutes = scanner.TakeTwoDigits(59);
        if (minutes < 0) return null;
        minutes += hours * 60;
        return west ? -minutes : minutes;
    }
}
