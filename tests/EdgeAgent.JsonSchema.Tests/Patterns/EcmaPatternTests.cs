using System.Text.RegularExpressions;
using EdgeAgent.JsonSchema.Patterns;

namespace EdgeAgent.JsonSchema.Tests.Patterns;

/// <summary>What ECMA-262 says where .NET says something else.</summary>
public class EcmaPatternTests
{
    [Theory]
    [InlineData("^[\\u{1F600}-\\u{1F64F}a]+$", "a😀🙏", true)]
    [InlineData("^[😀-🙏]$", "🚀", false)]
    [InlineData("^[^\\u{10000}-\\u{1FFFF}]$", "😀", false)]
    [InlineData("^[^\\u{10000}-\\u{1FFFF}]$", "\U00020000", true)]
    [InlineData("^[\\ud83d\\ude00-\\u{1F601}]$", "😁", true)]
    [InlineData("^\\ud83d\\ude00{2}$", "😀😀", true)]
    [InlineData("^😀?x$", "x", true)]
    [InlineData("^[^]$", "😀", true)]
    [InlineData("[]", "a", false)]
    [InlineData("^\\p{Script=Greek}+$", "αβ", true)]
    [InlineData("^\\p{sc=Grek}$", "a", false)]
    [InlineData("^\\P{Script=Latin}$", "a", false)]
    [InlineData("^\\p{scx=Deva}$", "\u0964", true)]
    [InlineData("^\\p{sc=Deva}$", "\u0964", false)]
    [InlineData("^\\p{L}$", "\U00010400", true)]
    [InlineData("^[\\P{Lu}\\d]$", "A", false)]
    [InlineData("^\\p{Emoji_Presentation}$", "😀", true)]
    [InlineData("^\\p{gc=Decimal_Number}$", "٣", true)]
    [InlineData("^\\p{Any}\\p{ASCII}\\p{Assigned}$", "😀aa", true)]
    [InlineData("^\\cA\\cj$", "\u0001\n", true)]
    [InlineData("^\\S$", "\u180e", true)]
    [InlineData("^\\s$", "\ufeff", true)]
    [InlineData("^.$", "\u2028", false)]
    [InlineData("^(?<y>a)?\\k<y>b$", "b", true)]
    [InlineData("^(?:(a)|b)\\1c$", "bc", true)]
    [InlineData("^(?<x>a)(b)\\2\\1$", "abba", true)]
    [InlineData("^\\1(a)$", "a", true)]
    [InlineData("^(.)\\1$", "😀😀", true)]
    [InlineData("(?<=a+)b", "aab", true)]
    [InlineData("(?<!a)b", "ab", false)]
    [InlineData("^\\:\\_{a}]$", ":_{a}]", true)]
    [InlineData("^[\\w-.]+$", "a-.", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^a{2}?$", "aa", true)]
    [InlineData("\\bé", "é", false)]
    public void Compile_WhatNetReadsOtherwise_HasTheMeaningOfEcma262(string pattern, string text, bool expected) => Assert.Equal(expected, EcmaPattern.Compile(pattern).IsMatch(text));

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("^*")]
    [InlineData("(|+)")]
    [InlineData("a{2}{3}")]
    [InlineData("a{3,2}")]
    [InlineData("[b-a]")]
    [InlineData("\\a")]
    [InlineData("\\Z")]
    [InlineData("\\")]
    [InlineData("\\1")]
    [InlineData("\\k<a>")]
    [InlineData("\\k")]
    [InlineData("\\01")]
    [InlineData("\\c1")]
    [InlineData("\\x1")]
    [InlineData("\\u12")]
    [InlineData("\\u{110000}")]
    [InlineData("\\u{}")]
    [InlineData("\\p{Foo}")]
    [InlineData("\\p{Script=Foo}")]
    [InlineData("\\p{Foo=L}")]
    [InlineData("\\pL")]
    [InlineData("(?i)a")]
    [InlineData("(?#x)a")]
    [InlineData("(?P<a>x)")]
    [InlineData("(?<a-b>x)")]
    [InlineData("(?<1>x)")]
    [InlineData("(?<a>x)(?<a>y)")]
    [InlineData("(?>a)")]
    public void Compile_WhatIsNotEcma262_IsRefused(string pattern)
    {
        Assert.Throws<FormatException>(() => EcmaPattern.Compile(pattern));
        Assert.False(EcmaPattern.IsValid(pattern));
    }

    [Fact]
    public void Compile_ExponentialExpression_MatchesInLinearTime()
    {
        Regex pattern = EcmaPattern.Compile("^(a|a|aa)+$");
        Assert.Equal(RegexOptions.NonBacktracking, pattern.Options & RegexOptions.NonBacktracking);
        Assert.DoesNotMatch(pattern, new string('a', 10_000) + "b");
    }
}
