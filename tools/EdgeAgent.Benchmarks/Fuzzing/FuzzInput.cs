using System.Text;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Fuzzing;

/// <summary>Texts, bytes and ids that look for trouble: every kind of character, runs, tokens and pieces of tokens, what is easily cut in the
/// wrong place.</summary>
internal sealed class FuzzInput(Tokenizer tokenizer)
{
    private static readonly string[] s_snippets =
    [
        "don't", "I'LL", "'\u017F", " ", "    ", "\n\n", "\r\n", " the", "hello", "123", "4567", "\t", "...", "<|", "|>", "\uFDD0", "\u2581",
        "\u2581\u2581", "<0x41>", "\U0001F469\u200D\U0001F467", "\U0001F44D\U0001F3FD", "\U0001F1EE\U0001F1F9", "e\u0301", "\u00E9\u0327",
        "\u1100\u1161\u11A8", "\u0958", "\u2028", "\u0085", "\u00A0", "\u3000", "\u00B2", "\u2167", "\U0001D400", "\0", "\u200B", "\uFEFF",
        "{\"a\": [1, 2.5e-7]}", "\u4F60\u597D", "\u0633\u0644\u0627\u0645", "za\u017C\u00F3\u0142\u0107",
    ];

    /// <summary>A text of whole characters; mostly short, sometimes some thousand characters long.</summary>
    public string Text(Random random)
    {
        int length = random.Next(200) == 0 ? random.Next(4000) : random.Next(60);
        StringBuilder text = new();
        while (text.Length < length)
        {
            switch (random.Next(8))
            {
                case 0 or 1: text.Append(s_snippets[random.Next(s_snippets.Length)]); break;
                case 2: text.Append(Encoding.UTF8.GetString(tokenizer.TokenBytes(random.Next(tokenizer.VocabularySize)))); break;
                case 3 when tokenizer.AddedTokens.Count > 0: AppendAddedToken(text, random); break;
                default: text.Insert(text.Length, RandomRune(random).ToString(), 1 + random.Next(4) * random.Next(3)); break;
            }
        }
        return text.ToString();
    }

    /// <summary>Bytes that may begin, end or be broken within a character.</summary>
    public byte[] Bytes(Random random)
    {
        byte[] bytes = random.Next(3) == 0 ? new byte[random.Next(40)] : Encoding.UTF8.GetBytes(Text(random));
        if (bytes.Length == 0) return bytes;
        if (bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0) random.NextBytes(bytes);
        for (int broken = random.Next(4); broken > 0; broken--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[random.Next(Math.Min(3, bytes.Length))..];
    }

    /// <summary>Ids, some of which may be none of the vocabulary's; often the low ones, which are single bytes.</summary>
    public int[] Ids(Random random)
    {
        int limit = random.Next(2) == 0 ? Math.Min(300, tokenizer.VocabularySize) : tokenizer.VocabularySize + 10;
        int[] ids = new int[random.Next(40)];
        for (int i = 0; i < ids.Length; i++) ids[i] = random.Next(50) == 0 ? random.Next(-2, int.MaxValue) : random.Next(limit);
        return ids;
    }

    private void AppendAddedToken(StringBuilder text, Random random)
    {
        string token = tokenizer.AddedTokens[random.Next(tokenizer.AddedTokens.Count)].Content;
        int start = random.Next(3) == 0 ? random.Next(token.Length) : 0, end = random.Next(3) == 0 ? random.Next(start, token.Length) : token.Length;
        if (start > 0 && char.IsLowSurrogate(token[start])) start--;
        if (end < token.Length && end > start && char.IsLowSurrogate(token[end])) end--;
        text.Append(token.AsSpan(start, Math.Max(0, end - start)));
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
}
