using System.Globalization;

namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>Reads the tables of code points that are kept as text: entries between white space, hexadecimal numbers.</summary>
internal static class CodePointText
{
    /// <summary>The entries.</summary>
    public static string[] Entries(string data) => data.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A code point.</summary>
    public static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>A code point, or the first and last of a run: <c>41</c>, <c>41-5A</c>.</summary>
    public static (int First, int Last) Run(ReadOnlySpan<char> entry)
    {
        int dash = entry.IndexOf('-');
        return dash < 0 ? (Hex(entry), Hex(entry)) : (Hex(entry[..dash]), Hex(entry[(dash + 1)..]));
    }
}
