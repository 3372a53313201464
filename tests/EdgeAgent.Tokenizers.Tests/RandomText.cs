using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Texts that look for trouble: every kind of character, runs of them, and what is easily cut in the wrong place.</summary>
internal static class RandomText
{
    private static readonly string[] s_snippets =
    [
        "don't", "WE'LL", "'\u017F", "    ", " the", "hello", "\r\n", "<|im_end|>", "<|im_", "\uFDD0",
        "\U0001F469\u200D\U0001F469\u200D\U0001F467", "\U0001F44D\U0001F3FD", "\U0001F1EE\U0001F1F9",
        "e\u0301", "\u00E9\u0327", "\u1100\u1161\u11A8", "\u2028", "\u0085", "\u3000", "123", "\u00B2", "\u2167", "\U00011DE0",
        "{\"a\": 1}", "\0", "\u200B", "\uFEFF",
    ];

    /// <summary>A text of about <paramref name="length"/> characters, without lone surrogates.</summary>
    public static string Create(Random random, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            if (random.Next(3) == 0) text.Append(s_snippets[random.Next(s_snippets.Length)]);
            else Repeat(text, RandomRune(random), 1 + random.Next(4) * random.Next(3));
        }
        return text.ToString();
    }

    private static Rune RandomRune(Random random)
    {
        int c = random.Next(6) switch
        {
            0 or 1 => random.Next(32, 127),
            2 => random.Next(0x80, 0x600),
            3 => random.Next(0x600, 0xD800),
            4 => random.Next(0x10000, 0x20000),
            _ => random.Next(0x110000),
        };
        return Rune.IsValid(c) ? new Rune(c) : Rune.ReplacementChar;
    }

    private static void Repeat(StringBuilder text, Rune rune, int times)
    {
        for (int i = 0; i < times; i++) text.Append(rune);
    }
}
