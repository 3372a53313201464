using System.Text.Json;
using EdgeAgent.JsonSchema.Tests.Suite;

namespace EdgeAgent.JsonSchema.Tests.Formats;

/// <summary>Texts for a format: the official suite's, a few more, and texts made of them by small changes.</summary>
internal static class FormatStrings
{
    private const string Alphabet = "0123456789abcdefxnvPTYMDWHSZtz:.-+/#?@%[]{}~!$&'()*,;= \"\\<>^`|_é\u3002\ue000\u00ad\n";

    private static readonly Dictionary<string, string[]> More = new()
    {
        ["time"] = ["00:00:60+00:01", "12:30:60-11:29"],
        ["uri"] = ["a://u:p@h:80/p?q#f", "a:", "a:/", "a://[v1.x:y]:1", "a:b:c@d/e:f"],
        ["ipv6"] = ["1::", "::1.2.3.4", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:1.2.3.4", "::2:3:4:5:6:7:8"],
        ["email"] = ["\"a\\\"b\"@[IPv6:1::2]", "a@b-c.d"],
        ["relative-json-pointer"] = ["0+1/a", "2-3#"],
        ["uri-template"] = ["{=a}", "x{+a.b,c*}y{v:9}"],
        ["hostname"] = ["x", "xn", "xn-a", "ab--cd", "xa--b", "x-", "x--n", "xn--ll-0ea.b"],
    };

    public static string[] Of(string format) =>
    [
        .. OfficialSuite.Groups("draft2020-12").Where(g => g.Format && g.Schema.TryGetProperty("format", out JsonElement name) && name.GetString() == format)
            .SelectMany(g => g.Tests).Where(t => t.Data.ValueKind == JsonValueKind.String).Select(t => t.Data.GetString()!),
        .. More.GetValueOrDefault(format, []),
    ];

    /// <summary>The same texts each time.</summary>
    public static IEnumerable<string> Mutated(string format, int count)
    {
        string[] seeds = Of(format);
        Random random = new(61);
        for (int i = 0; i < count; i++)
        {
            string text = seeds[random.Next(seeds.Length)];
            for (int changes = random.Next(4); changes > 0; changes--) text = Change(text, seeds, random);
            yield return text;
        }
    }

    private static string Change(string text, string[] seeds, Random random)
    {
        int at = random.Next(text.Length + 1);
        char other = text.Length > 0 && random.Next(3) == 0 ? text[random.Next(text.Length)] : Alphabet[random.Next(Alphabet.Length)];
        if (char.IsSurrogate(other)) other = 'x';
        int end = Math.Min(text.Length, at + random.Next(4));
        if (IsSplit(text, at) || IsSplit(text, end)) return text;
        return random.Next(5) switch
        {
            0 => text.Insert(at, other.ToString()),
            1 => text.Remove(at, end - at),
            2 => string.Concat(text.AsSpan(0, at), other.ToString(), text.AsSpan(end)),
            3 => text.Insert(at, text[at..end]),
            _ => text[..at] + Tail(seeds[random.Next(seeds.Length)], random),
        };
    }

    private static string Tail(string text, Random random)
    {
        int at = random.Next(text.Length + 1);
        return IsSplit(text, at) ? "" : text[at..];
    }

    private static bool IsSplit(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]);
}
