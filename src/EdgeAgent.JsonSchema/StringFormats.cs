using EdgeAgent.JsonSchema.Formats;
using EdgeAgent.JsonSchema.Patterns;

namespace EdgeAgent.JsonSchema;

/// <summary>The formats that JSON Schema names (draft 4 to 2020-12): whether a text is of a format, and the format as a regular expression.</summary>
/// <remarks>
/// Stateless and thread-safe. A format is known under every draft, also before the one that introduced it, as schemas use them. What differs between
/// drafts: in drafts 4 and 6 a label of a <c>hostname</c> that begins with <c>xn--</c> is as good as any other, later it must be the ASCII form of a valid
/// internationalized label; since 2020-12 a <c>relative-json-pointer</c> may move an index (<c>0+1</c>).
/// Checks follow the documents that the drafts name (RFC 3339, 5321, 6531, 1123, 5890 to 5893, 2673, 4291, 3986, 3987, 6570, 4122, 6901); none looks
/// anything up, so a date may have a leap second on any day.
/// </remarks>
public static class StringFormats
{
    private static readonly string[] All =
    [
        "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri", "iri-reference", "json-pointer", "regex",
        "relative-json-pointer", "time", "uri", "uri-reference", "uri-template", "uuid",
    ];

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => All;

    /// <summary>Whether this is a format that can be checked; any other is an annotation.</summary>
    /// <param name="name">The value of the keyword <c>format</c>.</param>
    public static bool IsKnown(string name) => Array.BinarySearch(All, name, StringComparer.Ordinal) >= 0;

    /// <summary>Whether a text is of a format.</summary>
    /// <param name="name">A known format.</param>
    /// <param name="value">The text, in UTF-16.</param>
    /// <param name="draft">Whose rules; by default the latest.</param>
    /// <returns>True for a name that is not known: such a format restricts nothing.</returns>
    public static bool IsMatch(string name, ReadOnlySpan<char> value, SchemaDraft draft = SchemaDraft.Unstated) => name switch
    {
        "date" => TimeFormats.IsDate(value),
        "date-time" => TimeFormats.IsDateTime(value),
        "duration" => TimeFormats.IsDuration(value),
        "email" => AddressFormats.IsEmail(value, international: false),
        "hostname" => HostnameFormat.IsHostname(value, ChecksALabels(draft)),
        "idn-email" => AddressFormats.IsEmail(value, international: true),
        "idn-hostname" => Idna.IsHostname(value),
        "ipv4" => AddressFormats.IsIPv4(value),
        "ipv6" => AddressFormats.IsIPv6(value),
        "iri" => UriFormats.IsUri(value, international: true, relative: false),
        "iri-reference" => UriFormats.IsUri(value, international: true, relative: true),
        "json-pointer" => PointerFormats.IsPointer(value),
        "regex" => EcmaPattern.IsValid(value.ToString()),
        "relative-json-pointer" => PointerFormats.IsRelativePointer(value, Shifts(draft)),
        "time" => TimeFormats.IsTime(value),
        "uri" => UriFormats.IsUri(value, international: false, relative: false),
        "uri-reference" => UriFormats.IsUri(value, international: false, relative: true),
        "uri-template" => UriFormats.IsTemplate(value),
        "uuid" => AddressFormats.IsUuid(value),
        _ => true,
    };

    /// <summary>The format as a regular expression: ECMA-262 with the flag u, <c>^…$</c>, without look-around and references back.</summary>
    /// <param name="name">The value of the keyword <c>format</c>.</param>
    /// <param name="draft">Whose rules; by default the latest.</param>
    /// <returns>
    /// An expression that matches exactly the texts of the format that have no more than <see cref="MaxLength"/> characters; null where there is none
    /// (<c>regex</c>, <c>idn-hostname</c>, and <c>hostname</c> since draft 7, whose <c>xn--</c> labels no automaton of a sensible size knows) or the format
    /// is not known. Exact <c>time</c> and <c>date-time</c> need an automaton of 11,000 states and more for their leap seconds: see <see cref="CompactPattern"/>.
    /// </returns>
    public static string? Pattern(string name, SchemaDraft draft = SchemaDraft.Unstated) => name switch
    {
        "date-time" => Anchored(FormatPatterns.DateTime),
        "time" => Anchored(FormatPatterns.Time),
        "hostname" => ChecksALabels(draft) ? null : Anchored(FormatPatterns.Hostname),
        "idn-hostname" or "regex" => null,
        _ => CompactPattern(name, draft),
    };

    /// <summary>A regular expression of the same kind whose automaton is small: every text that it matches is of the format, but it may leave some out.</summary>
    /// <param name="name">The value of the keyword <c>format</c>.</param>
    /// <param name="draft">Whose rules; by default the latest.</param>
    /// <returns>
    /// <see cref="Pattern"/>, except: <c>time</c> and <c>date-time</c> leave out seconds of 60 at an offset other than zero; <c>hostname</c> leaves out labels
    /// that begin with <c>xn--</c>; <c>idn-hostname</c> has up to four labels of lower-case letters that are valid wherever they stand, up to ten beyond ASCII
    /// in each; <c>regex</c> has groups in up to three levels, none of them named, and no references back. Null for unknown formats.
    /// </returns>
    public static string? CompactPattern(string name, SchemaDraft draft = SchemaDraft.Unstated) => name switch
    {
        "date" => Anchored(FormatPatterns.Date),
        "date-time" => Anchored(FormatPatterns.CompactDateTime),
        "duration" => Anchored(FormatPatterns.Duration),
        "email" => Anchored(FormatPatterns.Email),
        "hostname" => Anchored(ChecksALabels(draft) ? FormatPatterns.PlainHostname : FormatPatterns.Hostname),
        "idn-email" => Anchored(FormatPatterns.IdnEmail),
        "idn-hostname" => Anchored(NarrowPatterns.IdnHostname),
        "ipv4" => Anchored(FormatPatterns.IPv4),
        "ipv6" => Anchored(FormatPatterns.IPv6),
        "iri" => Anchored(FormatPatterns.Iri),
        "iri-reference" => Anchored(FormatPatterns.IriReference),
        "json-pointer" => Anchored(FormatPatterns.Pointer),
        "regex" => Anchored(NarrowPatterns.Regex),
        "relative-json-pointer" => Anchored(Shifts(draft) ? FormatPatterns.ShiftedPointer : FormatPatterns.RelativePointer),
        "time" => Anchored(FormatPatterns.CompactTime),
        "uri" => Anchored(FormatPatterns.Uri),
        "uri-reference" => Anchored(FormatPatterns.UriReference),
        "uri-template" => Anchored(FormatPatterns.UriTemplate),
        "uuid" => Anchored(FormatPatterns.Uuid),
        _ => null,
    };

    /// <summary>A regular expression of the same kind that matches every text of the format, and perhaps others: what it does not match is not of the format.</summary>
    /// <param name="name">The value of the keyword <c>format</c>.</param>
    /// <param name="draft">Whose rules; by default the latest.</param>
    /// <returns>
    /// <see cref="Pattern"/>, except: <c>time</c> and <c>date-time</c> may have seconds of 60 at any time; any labels of <c>hostname</c> may begin with
    /// <c>xn--</c>. Null for <c>regex</c>, <c>idn-hostname</c> and unknown formats.
    /// </returns>
    public static string? WidePattern(string name, SchemaDraft draft = SchemaDraft.Unstated) => name switch
    {
        "date-time" => Anchored(FormatPatterns.WideDateTime),
        "hostname" => Anchored(FormatPatterns.Hostname),
        "time" => Anchored(FormatPatterns.WideTime),
        _ => Pattern(name, draft),
    };

    /// <summary>How many characters a text of the format may have where the patterns do not say so themselves: 253 for <c>hostname</c>, else null.</summary>
    /// <param name="name">The value of the keyword <c>format</c>.</param>
    public static int? MaxLength(string name) => name == "hostname" ? HostnameFormat.MaxLength : null;

    private static bool ChecksALabels(SchemaDraft draft) => draft is not (SchemaDraft.Draft4 or SchemaDraft.Draft6);

    private static bool Shifts(SchemaDraft draft) => draft is SchemaDraft.Unstated or SchemaDraft.Draft202012;

    private static string Anchored(string pattern) => $"^(?:{pattern})$";
}
