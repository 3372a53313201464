using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Where in a JSON text a byte stands.</summary>
internal static class InstancePlace
{
    /// <summary>The JSON pointer of the value that the text stops in: of the object itself where it stops before or in a key.</summary>
    public static string PointerAfter(ReadOnlySpan<byte> text) => After(text).Pointer;

    /// <summary>The pointer, and what the text stops in: <c>key</c>, <c>string</c>, <c>number</c>, or <c>structure</c> for all else.</summary>
    public static (string Pointer, string Kind) After(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 1000 }));
        List<(int Index, string? Name)> path = []; // an item's index, or -1 and the member's name once it is read
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: path.Add((-1, null)); break;
                case JsonTokenType.StartArray: path.Add((0, null)); break;
                case JsonTokenType.PropertyName: path[^1] = (-1, reader.GetString()); break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    Next(path);
                    break;
                default: Next(path); break;
            }
        }
        StringBuilder pointer = new("#");
        foreach ((int index, string? name) in path)
            if (index >= 0) pointer.Append('/').Append(index);
            else if (name is not null) pointer.Append('/').Append(JsonPointer.Escape(name));
        ReadOnlySpan<byte> open = text[(int)reader.BytesConsumed..].TrimStart(" ,:"u8);
        string kind = open.IsEmpty ? "structure"
            : open[0] != (byte)'"' ? "number" // the only other values that may end anywhere; parts of true, false and null with them
            : path.Count > 0 && path[^1] is (-1, null) ? "key" : "string";
        return (pointer.ToString(), kind);
    }

    private static void Next(List<(int Index, string? Name)> path)
    {
        if (path.Count > 0) path[^1] = path[^1].Index < 0 ? (-1, null) : (path[^1].Index + 1, null);
    }
}
