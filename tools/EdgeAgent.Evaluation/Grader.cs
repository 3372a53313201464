using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Evaluation;

/// <summary>Judges an answer by the rules under which the embedded model was measured after its training.</summary>
/// <remarks>
/// Calls: the same names and arguments, in any order; strings without regard to case and to runs of white space, 1 equals 1.0, true is
/// not 1. Words, where no call is wanted: something, at most 240 characters, with the values that the tool result gave, with a
/// question mark where a value was missing; the wording is not judged.
/// </remarks>
internal static class Grader
{
    private const int MaxAnswer = 240; // characters: longer is rambling

    /// <summary>Judges.</summary>
    /// <param name="expected">What is right.</param>
    /// <param name="calls">The calls that came; null where one could not be read.</param>
    /// <param name="text">The words beside them.</param>
    public static Verdict Grade(Expectation expected, IReadOnlyList<EmittedCall>? calls, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return expected.Calls.Count > 0 ? GradeCalls(expected.Calls, calls) : GradeWords(expected, calls, text.Trim());
    }

    private static Verdict GradeCalls(IReadOnlyList<EmittedCall> expected, IReadOnlyList<EmittedCall>? calls)
    {
        if (calls is null) return Verdict.Malformed;
        if (calls.Count == 0) return Verdict.NoCall;
        if (!Same(expected.Select(call => call.Name), calls.Select(call => call.Name)))
            return calls.Count == expected.Count ? Verdict.WrongName : Verdict.WrongCount;
        return Same(expected.Select(Canonical), calls.Select(Canonical)) ? Verdict.Right : Verdict.WrongArguments;
    }

    private static Verdict GradeWords(Expectation expected, IReadOnlyList<EmittedCall>? calls, string text)
    {
        if (calls is null or { Count: > 0 }) return Verdict.UnwantedCall;
        if (text.Length == 0) return Verdict.Empty;
        if (text.EnumerateRunes().Count() > MaxAnswer) return Verdict.TooLong;
        if (expected.MustAsk && !text.Contains('?', StringComparison.Ordinal)) return Verdict.NoQuestion;
        return expected.Must.All(value => Holds(text, value)) ? Verdict.Right : Verdict.MissingValue;
    }

    // An Italian answer may write 21,5 where the result had 21.5.
    private static bool Holds(string text, string value) =>
        text.Contains(value, StringComparison.OrdinalIgnoreCase)
        || text.Contains(value.Replace('.', ','), StringComparison.OrdinalIgnoreCase);

    private static bool Same(IEnumerable<string> left, IEnumerable<string> right) =>
        left.Order(StringComparer.Ordinal).SequenceEqual(right.Order(StringComparer.Ordinal));

    private static string Canonical(EmittedCall call)
    {
        StringBuilder text = new();
        Append(text.Append(call.Name), call.Arguments);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (JsonProperty property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                    Append(text.Append(JsonSerializer.Serialize(property.Name)).Append(':'), property.Value);
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement item in value.EnumerateArray()) Append(text, item);
                text.Append(']');
                break;
            case JsonValueKind.String:
                string[] words = value.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                text.Append(JsonSerializer.Serialize(string.Join(' ', words).ToLowerInvariant()));
                break;
            case JsonValueKind.Number:
                text.Append(Math.Round(value.GetDouble(), 6).ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value.ValueKind);
                break;
        }
        text.Append(';');
    }
}
