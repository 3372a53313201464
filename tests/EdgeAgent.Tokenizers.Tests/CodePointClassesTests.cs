using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>The classes are those that Hugging Face's library showed when asked about every code point; a runtime with newer Unicode tables
/// fails here.</summary>
public sealed class CodePointClassesTests
{
    [Theory]
    [InlineData(CodePointClass.Letter, 141_028)]
    [InlineData(CodePointClass.Number, 1_911)]
    [InlineData(CodePointClass.Digit, 1_924)]
    [InlineData(CodePointClass.Space, 25)]
    [InlineData(CodePointClass.LineBreak, 2)]
    [InlineData(CodePointClass.Word, 144_667)]
    internal void Of_AllCodePoints_CountsAsTheLibraryDoes(CodePointClass flag, int count)
        => Assert.Equal(count, AllRunes().Count(rune => (CodePointClasses.Of(rune.Value) & flag) != 0));

    [Fact]
    public void At_EveryCodePoint_SaysTheSameFromItsBytes()
    {
        byte[] utf8 = new byte[4];
        foreach (Rune rune in AllRunes())
        {
            ReadOnlySpan<byte> bytes = utf8.AsSpan(0, rune.EncodeToUtf8(utf8));
            Assert.Equal(CodePointClasses.Of(rune.Value), CodePointClasses.At(bytes, 0, out int length));
            Assert.Equal(bytes.Length, length);
            Assert.Equal(CodePointClasses.Of(rune.Value), CodePointClasses.At(utf8, 0, out length));   // with other bytes behind
            Assert.Equal(bytes.Length, length);
            Assert.Equal(CodePointClasses.Of(rune.Value), CodePointClasses.Before(bytes, bytes.Length, out length));
            Assert.Equal(bytes.Length, length);
        }
    }

    private static IEnumerable<Rune> AllRunes() => Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(static c => new Rune(c));
}
