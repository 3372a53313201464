using System.Globalization;

namespace EdgeAgent.Agents.Tests;

/// <summary>JSON texts with every kind of value, escapes and white space.</summary>
internal static class RandomJson
{
    private static readonly string[] Pieces =
        ["a", "Z", " ", "è", "温", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e8", "\\u6e29", "\\ud83d\\ude00", "\\uD83D\\uDE00", "{", "}", "[", ",", ":", "1"];

    public static string Object(Random random, int depth) => "{" + Space(random) + string.Join("," + Space(random),
        Enumerable.Range(0, random.Next(0, 5)).Select(i => $"\"{i}{String(random)[1..]}{Space(random)}:{Space(random)}{Value(random, depth - 1)}")) + "}";

    public static string Value(Random random, int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => "true",
        1 => "false",
        2 => "null",
        3 => random.Next(-1_000, 1_000).ToString(CultureInfo.InvariantCulture),
        4 => (random.NextDouble() * Math.Pow(10, random.Next(-20, 20))).ToString("R", CultureInfo.InvariantCulture),
        5 or 6 => String(random),
        7 => "[" + string.Join("," + Space(random), Enumerable.Range(0, random.Next(0, 4)).Select(_ => Value(random, depth - 1))) + Space(random) + "]",
        _ => Object(random, depth),
    };

    public static string String(Random random) =>
        "\"" + string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => Pieces[random.Next(Pieces.Length)])) + "\"";

    private static string Space(Random random) => random.Next(4) switch { 0 => " ", 1 => "\n\t", _ => "" };
}
