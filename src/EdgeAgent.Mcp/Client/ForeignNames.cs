using System.Globalization;
using System.Text;

namespace EdgeAgent.Mcp.Client;

/// <summary>Gives each tool of a server a name that a model may call: prefix, characters, length, once.</summary>
internal sealed class ForeignNames(string prefix, List<McpToolNote> notes)
{
    private const int MaxLength = 128;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The name for the model; a note says so where more than the prefix was changed.</summary>
    public string Take(string tool)
    {
        string wanted = prefix + tool, name = Usable(wanted);
        for (int number = 2; !_taken.Add(name); number++)
        {
            string suffix = string.Create(CultureInfo.InvariantCulture, $"_{number}");
            name = Cut(Usable(wanted), MaxLength - suffix.Length) + suffix;
        }
        if (name != wanted) notes.Add(new(tool, name, $"Called '{name}': '{ConnectErrors.Shorten(wanted)}' is taken or not usable as a name."));
        return name;
    }

    /// <summary>Names are 1 to 128 of A-Z, a-z, 0-9, '_', '-', '.', '/' and ':'; anything else becomes '_'.</summary>
    private static string Usable(string name)
    {
        StringBuilder usable = new();
        foreach (Rune rune in name.EnumerateRunes())
            usable.Append(rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "_-./:".Contains((char)rune.Value)) ? (char)rune.Value : '_');
        return usable.Length == 0 ? "tool" : Cut(usable.ToString(), MaxLength);
    }

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..length];
}
