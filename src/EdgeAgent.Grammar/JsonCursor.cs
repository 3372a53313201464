using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar;

/// <summary>Finds where in an unfinished JSON text its end lies.</summary>
internal static class JsonCursor
{
    /// <summary>The pointer of the value that the end of the text belongs to; in a name, that of its object.</summary>
    public static string PointerAtEnd(ReadOnlySpan<byte> json)
    {
        List<Level> levels = [];
        for (int i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case (byte)'{': levels.Add(new Level(null, -1)); break;
                case (byte)'[': levels.Add(new Level(null, 0)); break;
                case (byte)'}' or (byte)']': levels.RemoveAt(levels.Count - 1); break;
                case (byte)',': levels[^1] = levels[^1].Index < 0 ? new Level(null, -1) : new Level(null, levels[^1].Index + 1); break;
                case (byte)'"':
                    int end = EndOfString(json, i);
                    bool isName = levels.Count > 0 && levels[^1] is { Index: < 0, Name: null };
                    if (isName && end < json.Length) levels[^1] = new Level(Encoding.UTF8.GetString(json[i..(end + 1)]), -1);
                    i = end;
                    break;
                default: break;
            }
        }
        string pointer = "";
        foreach (Level level in levels)
        {
            if (level.Index >= 0) pointer = JsonPointer.Append(pointer, level.Index.ToString(CultureInfo.InvariantCulture));
            else if (level.Name is not null) pointer = JsonPointer.Append(pointer, Unquote(level.Name));
        }
        return pointer;
    }

    /// <summary>An open array (index of the item) or object (index -1, name as written).</summary>
    private readonly record struct Level(string? Name, int Index);

    /// <summary>The offset of the closing quote, or the text's length.</summary>
    private static int EndOfString(ReadOnlySpan<byte> json, int quote)
    {
        int i = quote + 1;
        while (i < json.Length && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
        return Math.Min(i, json.Length);
    }

    private static string Unquote(string name)
    {
        using JsonDocument document = JsonDocument.Parse(name);
        return document.RootElement.GetString()!;
    }
}
