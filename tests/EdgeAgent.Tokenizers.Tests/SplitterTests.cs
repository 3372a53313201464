using System.Text;
using System.Text.RegularExpressions;
using EdgeAgent.Tokenizers.PreTokenizers;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The splitters by hand against .NET's Regex, the slow and obvious version of the same patterns.</summary>
public sealed class SplitterTests
{
    [Fact]
    public void EndOfPiece_Gpt2OnRandomTexts_CutsAsTheRegexDoes() => AssertSameCuts(new Gpt2Splitter(), Gpt2Splitter.Pattern);

    [Fact]
    public void EndOfPiece_Llama3OnRandomTexts_CutsAsTheRegexDoes()
        => AssertSameCuts(new Llama3Splitter(longestNumber: 3), WithLongS(Llama3Splitter.Llama3Pattern));

    [Fact]
    public void EndOfPiece_Qwen2OnRandomTexts_CutsAsTheRegexDoes()
        => AssertSameCuts(new Llama3Splitter(longestNumber: 1), WithLongS(Llama3Splitter.Qwen2Pattern));

    [Theory]
    [InlineData(true, "a12b", "a|1|2|b")]
    [InlineData(false, "a12b", "a|12|b")]
    [InlineData(true, "\u2167\u00B2x\U00011DE5y", "\u2167|\u00B2|x|\U00011DE5|y")]   // letter number, other number, a digit of Unicode 17
    [InlineData(false, "", "")]
    public void EndOfPiece_Digits_PutsNumericCharactersApart(bool individual, string text, string pieces)
        => Assert.Equal(pieces, string.Join('|', Cut(new DigitsSplitter(individual), Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData(new byte[] { 0xFF, 0x61, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x20, 0xF0, 0x9F, 0x98 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]   // a surrogate, which UTF-8 does not have
    [InlineData(new byte[] { 0xC0, 0xAF, 0x20 })]
    public void EndOfPiece_BytesThatAreNotUtf8_CutsThemAsPunctuation(byte[] bytes)
    {
        foreach (Splitter splitter in (Splitter[])[new Gpt2Splitter(), new Llama3Splitter(3), new DigitsSplitter(true)])
        {
            int at = 0;
            while (at < bytes.Length)
            {
                int end = splitter.EndOfPiece(bytes, at);
                Assert.InRange(end, at + 1, bytes.Length);
                at = end;
            }
        }
        Assert.Equal(CodePointClass.Other,
            CodePointClasses.At(bytes.AsSpan(bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F)), 0, out int length));
        Assert.Equal(1, length);
    }

    // Oniguruma folds the long s onto s; .NET does not.
    private static string WithLongS(string pattern) => pattern.Replace("'s|", "'s|'\u017F|", StringComparison.Ordinal);

    private static void AssertSameCuts(Splitter splitter, string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        var random = new Random(4);
        for (int i = 0; i < 3000; i++)
        {
            string text = RandomText.Create(random, random.Next(1, 40));
            if (i % 3 == 0) text = $"{new string('x', random.Next(40))}{text} {new string('Y', random.Next(40))}";   // letters taken many at a time
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            List<string> pieces = CutByRegex(regex, text);
            Assert.Equal(pieces, Cut(splitter, utf8));
            Assert.Equal(pieces, CutMany(splitter, utf8, random.Next(1, 6)));
        }
    }

    private static List<string> Cut(Splitter splitter, byte[] text)
    {
        List<string> pieces = [];
        for (int start = 0; start < text.Length;)
        {
            int end = splitter.EndOfPiece(text, start);
            pieces.Add(Encoding.UTF8.GetString(text, start, end - start));
            start = end;
        }
        return pieces;
    }

    private static List<string> CutMany(Splitter splitter, byte[] text, int atOnce)
    {
        List<string> pieces = [];
        int[] ends = new int[atOnce];
        long budget = long.MaxValue;
        for (int start = 0; start < text.Length;)
        {
            int count = splitter.Split(text, start, ends, ref budget);
            Assert.True(count == atOnce || ends[count - 1] == text.Length);
            foreach (int end in ends.AsSpan(0, count))
            {
                pieces.Add(Encoding.UTF8.GetString(text, start, end - start));
                start = end;
            }
        }
        return pieces;
    }

    /// <summary>.NET's Regex sees UTF-16: each character outside the BMP is replaced by one of its class within it, then the cuts are
    /// carried back.</summary>
    private static List<string> CutByRegex(Regex regex, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        string stand = string.Concat(runes.Select(static rune => rune.IsBmp ? (char)rune.Value : Rune.IsLetter(rune) ? '\u03BB'
            : Rune.IsNumber(rune) ? '\u00B2' : '\u2603'));
        return [.. regex.Matches(stand).Select(match
            => string.Concat(runes.Skip(match.Index).Take(match.Length).Select(static rune => rune.ToString())))];
    }
}
