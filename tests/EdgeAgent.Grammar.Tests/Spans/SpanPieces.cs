using System.Text;

namespace EdgeAgent.Grammar.Tests.Spans;

/// <summary>The spans of texts by their definition: pieces whose ends do not cut a word and are not white space.</summary>
internal static class SpanPieces
{
    public static IEnumerable<string> Of(string text)
    {
        for (int from = 0; from < text.Length; from++)
            for (int to = from + 1; to <= text.Length; to++)
                if (Whole(text, from) && Whole(text, to) && !char.IsWhiteSpace(text[from]) && !char.IsWhiteSpace(text[to - 1]) && Apart(text, from) && Apart(text, to)) yield return text[from..to];
    }

    /// <summary>The pieces of so many characters, as the contents of JSON strings, a char for each byte.</summary>
    public static HashSet<string> Escaped(IEnumerable<string> texts, int min, int max) =>
        [.. texts.SelectMany(Of).Where(p => p.EnumerateRunes().Count() is int count && count >= min && count <= max).Select(p => Encoding.Latin1.GetString(JsonText.Escaped(p)))];

    public static string Random(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(11) switch { < 3 => "a", < 5 => "b", < 7 => " ", 7 => ".", 8 => "è", 9 => random.Next(2) == 0 ? "\"" : "\n", _ => "😀" }));

    private static bool Whole(string text, int at) => at == text.Length || !char.IsLowSurrogate(text[at]);

    private static bool Apart(string text, int at) => at == 0 || at == text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at]);
}
