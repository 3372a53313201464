using System.Globalization;
using System.Text;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>C's <c>strftime</c> with English names, for <c>strftime_now</c>.</summary>
internal static class DateFormat
{
    public static string Apply(RenderState state, string format)
    {
        state.Charge(format.Length);
        DateTimeOffset now = state.Now;
        StringBuilder result = new();
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                result.Append(format[at]);
                continue;
            }
            char directive = format[++at];
            bool isBare = directive == '-' && at + 1 < format.Length; // glibc: no padding
            if (isBare) directive = format[++at];
            string text = Directive(now, directive) ?? throw state.Unsupported($"The directive '%{directive}' of dates is not supported.");
            if (isBare && text.TrimStart('0', ' ') is var bare) text = bare.Length > 0 ? bare : "0";
            result.Append(text);
        }
        return result.ToString();
    }

    private static string? Directive(DateTimeOffset now, char directive) => directive switch
    {
        'a' => Text(now, "ddd"),
        'A' => Text(now, "dddd"),
        'b' or 'h' => Text(now, "MMM"),
        'B' => Text(now, "MMMM"),
        'c' => $"{Text(now, "ddd MMM")} {now.Day,2} {Text(now, "HH:mm:ss yyyy")}",
        'd' => Text(now, "dd"),
        'D' or 'x' => Text(now, "MM/dd/yy"),
        'e' => $"{now.Day,2}",
        'f' => Text(now, "ffffff"),
        'F' => Text(now, "yyyy-MM-dd"),
        'H' => Text(now, "HH"),
        'I' => Text(now, "hh"),
        'j' => $"{now.DayOfYear:000}",
        'm' => Text(now, "MM"),
        'M' => Text(now, "mm"),
        'n' => "\n",
        'p' => now.Hour < 12 ? "AM" : "PM",
        'R' => Text(now, "HH:mm"),
        'S' => Text(now, "ss"),
        't' => "\t",
        'T' or 'X' => Text(now, "HH:mm:ss"),
        'u' => now.DayOfWeek == DayOfWeek.Sunday ? "7" : Number((int)now.DayOfWeek),
        'U' => $"{(now.DayOfYear + 6 - (int)now.DayOfWeek) / 7:00}",
        'V' => $"{ISOWeek.GetWeekOfYear(now.DateTime):00}",
        'w' => Number((int)now.DayOfWeek),
        'W' => $"{(now.DayOfYear + 6 - (((int)now.DayOfWeek + 6) % 7)) / 7:00}",
        'y' => Text(now, "yy"),
        'Y' => Number(now.Year),
        'z' or 'Z' => "", // Hugging Face passes a time without a zone
        '%' => "%",
        _ => null,
    };

    private static string Text(DateTimeOffset now, string format) => now.ToString(format, CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
