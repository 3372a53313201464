using System.Globalization;
using System.Text;

namespace EdgeAgent.JsonSchema.Formats;

/// <summary>The formats as regular expressions of ECMA-262 with the flag u, without anchors: no look-around, no references back, so that each is an automaton.</summary>
/// <remarks>Written from the grammars in the documents that the checks name, apart from the checks: tests hold the two together.</remarks>
internal static class FormatPatterns
{
    private const string Octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private const string Hex4 = "[0-9A-Fa-f]{1,4}";
    private const string Pct = "%[0-9A-Fa-f]{2}";
    private const string Plain = @"\-.0-9A-Z_a-z~!$&'()*+,;=";
    private const string Ucs = @"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\u{10000}-\u{1fffd}\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}\u{40000}-\u{4fffd}\u{50000}-\u{5fffd}"
        + @"\u{60000}-\u{6fffd}\u{70000}-\u{7fffd}\u{80000}-\u{8fffd}\u{90000}-\u{9fffd}\u{a0000}-\u{afffd}\u{b0000}-\u{bfffd}\u{c0000}-\u{cfffd}"
        + @"\u{d0000}-\u{dfffd}\u{e1000}-\u{efffd}";
    private const string Private = @"\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}";
    private const string Pointers = "(?:/(?:[^/~]|~[01])*)*";
    private const string Number = "(?:0|[1-9][0-9]*)";
    private const string Fraction = @"(?:\.[0-9]+)?";
    private const string HourMinute = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
    private const string Label = "[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?";

    public const string IPv4 = $@"{Octet}(?:\.{Octet}){{3}}";

    public const string IPv6 = $"(?:(?:{Hex4}:){{6}}{Last32}|::(?:{Hex4}:){{5}}{Last32}|(?:{Hex4})?::(?:{Hex4}:){{4}}{Last32}"
        + $"|(?:(?:{Hex4}:){{0,1}}{Hex4})?::(?:{Hex4}:){{3}}{Last32}|(?:(?:{Hex4}:){{0,2}}{Hex4})?::(?:{Hex4}:){{2}}{Last32}"
        + $"|(?:(?:{Hex4}:){{0,3}}{Hex4})?::{Hex4}:{Last32}|(?:(?:{Hex4}:){{0,4}}{Hex4})?::{Last32}"
        + $"|(?:(?:{Hex4}:){{0,5}}{Hex4})?::{Hex4}|(?:(?:{Hex4}:){{0,6}}{Hex4})?::)";

    private const string Last32 = $"(?:{Hex4}:{Hex4}|{IPv4})";

    public const string Uuid = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";

    public const string Pointer = Pointers;

    public const string RelativePointer = $"{Number}(?:#|{Pointers})";

    public const string ShiftedPointer = $"{Number}(?:[+\\-][1-9][0-9]*)?(?:#|{Pointers})";

    /// <summary>Leap years: divisible by four and not ending in 00, or by 400.</summary>
    public const string Date = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
        + "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

    private const string UsualTime = $@"(?:{HourMinute}:[0-5][0-9]{Fraction}(?:[Zz]|[+\-]{HourMinute})|23:59:60{Fraction}(?:[Zz]|[+\-]00:00))";

    /// <summary>A second of 60 only where no offset, or one of zero, follows: 33 states, where the exact automaton has at least 11,017.</summary>
    public const string CompactTime = UsualTime;

    /// <summary>A second of 60 at any time: wider than the format.</summary>
    public const string WideTime = $@"{HourMinute}:(?:[0-5][0-9]|60){Fraction}(?:[Zz]|[+\-]{HourMinute})";

    public const string WideDateTime = $"{Date}[Tt]{WideTime}";

    public const string CompactDateTime = $"{Date}[Tt]{UsualTime}";

    public static string Time { get; } = $"(?:{UsualTime}|{LeapSeconds()})";

    public static string DateTime { get; } = $"{Date}[Tt]{Time}";

    public const string Duration = "P(?:[0-9]+W|T" + DurationTime + "|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)(?:T" + DurationTime + ")?)";

    private const string DurationTime = "(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)";

    public const string Hostname = $@"{Label}(?:\.{Label})*";

    /// <summary>Host names none of whose labels begins with <c>xn--</c>: which of those are valid, no automaton of a sensible size knows.</summary>
    public const string PlainHostname = $@"{PlainLabel}(?:\.{PlainLabel})*";

    private const string PlainLabel = "(?:[0-9A-WYZa-wyz](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
        + "|[Xx](?:[0-9A-MO-Za-mo-z](?:[0-9A-Za-z-]{0,60}[0-9A-Za-z])?|-[0-9A-Za-z-]{0,60}[0-9A-Za-z]"
        + "|[Nn](?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,59}[0-9A-Za-z])?|-[0-9A-Za-z](?:[0-9A-Za-z-]{0,58}[0-9A-Za-z])?)?)?)";

    public static string Email { get; } = Mailbox("");

    public static string IdnEmail { get; } = Mailbox(@"\u0080-\u{10ffff}");

    public static string Uri { get; } = Absolute(Plain, "");

    public static string UriReference { get; } = $"(?:{Absolute(Plain, "")}|{Relative(Plain, "")})";

    public static string Iri { get; } = Absolute(Plain + Ucs, Private);

    public static string IriReference { get; } = $"(?:{Absolute(Plain + Ucs, Private)}|{Relative(Plain + Ucs, Private)})";

    public static string UriTemplate { get; } = $@"(?:[!#$&-;=?-\[\]_a-z~{Ucs}{Private}]|{Pct}|\{{[+#./;?&=,!@|]?{Variable}(?:,{Variable})*\}})*";

    private const string VariableCharacter = $"(?:[0-9A-Z_a-z]|{Pct})";

    private const string Variable = $@"{VariableCharacter}(?:\.?{VariableCharacter})*(?::[1-9][0-9]{{0,3}}|\*)?";

    private static string Mailbox(string beyondAscii)
    {
        string atom = $"[!#-'*+\\-/0-9=?A-Z^-~{beyondAscii}]+";
        string quoted = $"\"(?:[ !#-\\[\\]-~{beyondAscii}]|\\\\[ -~])*\"";
        string letterOrDigit = $"[0-9A-Za-z{beyondAscii}]";
        string label = $"{letterOrDigit}(?:[0-9A-Za-z{beyondAscii}-]*{letterOrDigit})?";
        const string Snum = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";
        return $@"(?:{atom}(?:\.{atom})*|{quoted})@(?:{label}(?:\.{label})*|\[(?:{Snum}(?:\.{Snum}){{3}}|[Ii][Pp][Vv]6:{IPv6})\])";
    }

    private static string Absolute(string plain, string queryOnly)
    {
        string segment = $"(?:[{plain}:@]|{Pct})";
        return $"[A-Za-z][0-9A-Za-z+\\-.]*:(?:{Authority(plain)}(?:/{segment}*)*|/(?:{segment}+(?:/{segment}*)*)?|{segment}+(?:/{segment}*)*)?{Tail(plain, queryOnly)}";
    }

    private static string Relative(string plain, string queryOnly)
    {
        string segment = $"(?:[{plain}:@]|{Pct})", withoutColon = $"(?:[{plain}@]|{Pct})";
        return $"(?:{Authority(plain)}(?:/{segment}*)*|/(?:{segment}+(?:/{segment}*)*)?|{withoutColon}+(?:/{segment}*)*)?{Tail(plain, queryOnly)}";
    }

    private static string Authority(string plain) =>
        $@"//(?:(?:[{plain}:]|{Pct})*@)?(?:\[(?:{IPv6}|[Vv][0-9A-Fa-f]+\.[{Plain}:]+)\]|(?:[{plain}]|{Pct})*)(?::[0-9]*)?";

    private static string Tail(string plain, string queryOnly) => $"(?:\\?(?:[{plain}:@/?{queryOnly}]|{Pct})*)?(?:#(?:[{plain}:@/?]|{Pct})*)?";

    /// <summary>Every time of day with a second of 60, and the offsets at which that is 23:59:60 in UTC.</summary>
    /// <remarks>No much smaller automaton exists: it must remember the time of day until the offset comes.</remarks>
    private static string LeapSeconds()
    {
        const int Day = 24 * 60;
        StringBuilder all = new();
        for (int local = 0; local < Day; local++)
        {
            int east = (local + 1) % Day, west = Day - 1 - local;
            all.Append(CultureInfo.InvariantCulture, $@"{(local > 0 ? "|" : "")}{Clock(local)}:60{Fraction}(?:\+{Clock(east)}|-{Clock(west)})");
        }
        return all.ToString();
    }

    private static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
}
