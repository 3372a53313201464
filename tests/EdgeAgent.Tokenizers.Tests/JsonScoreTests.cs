using System.Globalization;
using System.Text;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Scores are read as the library reads them, which is not always to the nearest double.</summary>
public sealed class JsonScoreTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", -0.0)]
    [InlineData("-12.5", -12.5)]
    [InlineData("1e2", 100)]
    [InlineData("25E-1", 2.5)]
    [InlineData("0.000", 0)]
    [InlineData("1e-400", 0)]
    [InlineData("123456789012345678901234567890", 1.2345678901234567e29)]
    [InlineData("-11.482052553993453", -11.482052553993451)]   // 11482052553993453, already rounded, divided by 1e15
    public void TryParse_Number_DividesItsDigits(string text, double expected)
    {
        Assert.True(JsonScore.TryParse(Encoding.ASCII.GetBytes(text), out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory, InlineData("1e309"), InlineData("-1e99999999999"), InlineData("123e307")]
    public void TryParse_TooLarge_SaysNo(string text) => Assert.False(JsonScore.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TryParse_RandomNumbers_IsNeverMoreThanOneStepOff()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            double exact = -random.NextDouble() * 20;
            Assert.True(JsonScore.TryParse(Encoding.ASCII.GetBytes(exact.ToString("R", CultureInfo.InvariantCulture)), out double value));
            Assert.True(value == exact || value == Math.BitIncrement(exact) || value == Math.BitDecrement(exact));
        }
    }
}
