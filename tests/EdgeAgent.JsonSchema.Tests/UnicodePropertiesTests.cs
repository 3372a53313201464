namespace EdgeAgent.JsonSchema.Tests;

public class UnicodePropertiesTests
{
    [Theory]
    [InlineData("L", 0x10400, true)]
    [InlineData("Letter", 'a', true)]
    [InlineData("gc=Lu", 'a', false)]
    [InlineData("LC", 'ǅ', true)]
    [InlineData("Script=Greek", 0x3B1, true)]
    [InlineData("scx=Deva", 0x964, true)]
    [InlineData("Alphabetic", 0x345, true)]
    [InlineData("White_Space", 0x85, true)]
    [InlineData("Assigned", 0x378, false)]
    [InlineData("Any", 0x378, true)]
    public void Ranges_KnownProperty_HasItsCharacters(string expression, int character, bool expected) =>
        Assert.Equal(expected, UnicodeProperties.Ranges(expression)!.Any(r => r.First <= character && character <= r.Last));

    [Theory]
    [InlineData("Script=Greek", "sc=Grek")]
    [InlineData("Alphabetic", "Alpha")]
    [InlineData("Nd", "General_Category=digit")]
    public void Ranges_TwoNamesOfOneProperty_AreTheSame(string first, string second) => Assert.Equal(UnicodeProperties.Ranges(first), UnicodeProperties.Ranges(second));

    [Theory]
    [InlineData("letter")]
    [InlineData("Script")]
    [InlineData("Script=Klingon")]
    [InlineData("Greek")]
    [InlineData("sc=")]
    [InlineData("")]
    public void Ranges_UnknownProperty_IsNull(string expression) => Assert.Null(UnicodeProperties.Ranges(expression));

    [Fact]
    public void Ranges_OfAllCategories_CoverEveryCharacterOnce()
    {
        string[] groups = ["L", "M", "N", "P", "S", "Z", "C"];
        Assert.Equal(0x110000 - 0x800, groups.Sum(g => UnicodeProperties.Ranges(g)!.Sum(r => r.Last - r.First + 1)));
    }
}
