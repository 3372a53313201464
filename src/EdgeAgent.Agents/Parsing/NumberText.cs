using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Agents.Parsing;

/// <summary>Numbers as RFC 8259 writes them, and the forms near them that can mean only one number.</summary>
internal static partial class NumberText
{
    /// <summary>True for a number that JSON has as it stands.</summary>
    public static bool IsJson(ReadOnlySpan<char> text) => Json().IsMatch(text);

    /// <summary>Writes the number.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="text">The characters that look like a number.</param>
    /// <param name="sound">JSON has it in this form.</param>
    /// <returns>False when it is no number.</returns>
    public static bool Write(Utf8JsonWriter writer, ReadOnlySpan<char> text, out bool sound)
    {
        sound = IsJson(text);
        if (sound)
        {
            writer.WriteRawValue(text, skipInputValidation: true);
            return true;
        }
        Match near = Near().Match(text.ToString());
        if (!near.Success) return false;
        string whole = near.Groups["whole"].Value.TrimStart('0'), part = near.Groups["part"].Value;
        if (near.Groups["whole"].Length + part.Length == 0) return false;
        string sign = near.Groups["sign"].Value == "-" ? "-" : "";
        writer.WriteRawValue($"{sign}{(whole.Length == 0 ? "0" : whole)}{(part.Length == 0 ? "" : ".")}{part}{near.Groups["exponent"].Value}");
        return true;
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Json();

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<whole>[0-9]*)(\.(?<part>[0-9]*))?(?<exponent>([eE][+-]?[0-9]+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Near();
}
