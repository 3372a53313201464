using System.Text;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Every byte, and tokens that cross JSON's joints, numbers, words and characters; the last one ends the text.</summary>
internal static class SmallVocabulary
{
    private static readonly string[] s_joined =
    [
        "{\"", "\"}", "\": ", "\": \"", "\", \"", ", \"", "\"]", "[\"", "[[", "]]", "}}", "{}", "[]", "\":", "\",", " \"", ": ", ", ", "},", "], ", "}, {\"", "\"], \"", "]}", "\"}}", "\": {\"", "\": [", "\": 1", "\": true", "\": null",
        "1,", "12", "10", "00", "0.", ".5", "1.5", "-1", "1}", "0]", "5, ", "00, \"", "true", "false", "null", "true}", "false, \"", "null]", "tru", "e, ", "lse",
        "name", "type", "id", "\"id\": ", "\"name\": \"", "value", "\"type\": \"", "foo", "bar", "baz", "foo\": ", "bar\"", "\"foo", "http", "https://", ".com", "string", "date", "description", "url", "title", "key", "data", "test",
        "in", "er", "on", "re", "at", "ion", "ing", "the ", " a", "ab", "abc", "a\", \"b", "x\"", "A", "-0", "é", "è\"", "世", "界\"", "😀", "\u00e8a", "\\n", "\\\"", "\\\\", "\\u00", "\\u001", "\\t", "\"\"", "\"\", \"", " ", "  ", "\n",
    ];

    private static readonly byte[][] s_tokens = Make();

    /// <summary>The bytes of the tokens, but for the end token.</summary>
    public static IReadOnlyList<byte[]> Tokens => s_tokens;

    /// <summary>The token that ends a text.</summary>
    public static int End => s_tokens.Length;

    public static GrammarVocabulary Grammar { get; } = new(s_tokens.Length + 1, id => id < s_tokens.Length ? s_tokens[id] : "<|end|>"u8.ToArray(), [], [s_tokens.Length]);

    private static byte[][] Make()
    {
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        foreach (byte[] text in s_joined.Select(Encoding.UTF8.GetBytes).Append([0xC3, 0xA8, 0xC3]).Append([0x9F, 0x98]).Append([0xE4, 0xB8]).Append([(byte)'"', 0xF0, 0x9F]))
            if (!tokens.Any(t => t.AsSpan().SequenceEqual(text))) tokens.Add(text);
        return [.. tokens];
    }
}
