using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>The steps of Hugging Face's <c>BertNormalizer</c>.</summary>
internal static class BertNormalizer
{
    // U+0000, U+FFFD and the categories Cc, Cf and Co of Unicode 8, the version that the library has here, less tab and line breaks.
    private const string Dropped = """
        0-8 B-C E-1F 7F-9F AD 600-605 61C 6DD 70F 180E 200B-200F 202A-202E 2060-2064 2066-206F E000-F8FF FEFF FFF9-FFFB FFFD 110BD
        1BCA0-1BCA3 1D173-1D17A E0001 E0020-E007F F0000-FFFFD 100000-10FFFD
        """;

    /// <summary>The steps in their order.</summary>
    /// <param name="cleanText">Drops control characters and makes every white space a space.</param>
    /// <param name="spaceIdeographs">Puts spaces around Chinese characters.</param>
    /// <param name="stripAccents">Decomposes characters and drops their marks.</param>
    /// <param name="lowercase">Lower-cases.</param>
    public static IEnumerable<Normalizer> Steps(bool cleanText, bool spaceIdeographs, bool stripAccents, bool lowercase)
    {
        if (cleanText)
        {
            yield return new DropNormalizer(CodePointBits.Parse(Dropped));
            yield return new SpaceNormalizer();
        }
        if (spaceIdeographs) yield return new IdeographNormalizer();
        if (stripAccents)
        {
            yield return new UnicodeNormalizer(UnicodeForm.Nfd);
            yield return new DropNormalizer(CodePointBits.Parse(MarkData.NonspacingMarks));
        }
        if (lowercase) yield return new LowercaseNormalizer();
    }
}
