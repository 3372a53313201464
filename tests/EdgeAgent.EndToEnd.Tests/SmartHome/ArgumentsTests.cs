using SmartHome;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class ArgumentsTests
{
    [Fact]
    public void TryParse_Nothing_IsAConversationWithTheEmbeddedModel()
    {
        Assert.True(Arguments.TryParse([], out Arguments? arguments, out _));
        Assert.Equal(new Arguments(null, "default", false, false), arguments);
    }

    [Fact]
    public void TryParse_WordsWithAndWithoutQuotes_AreOneRequest()
    {
        Assert.True(Arguments.TryParse(["Accendi", "la luce", "--yes", "--model", "nesso"], out Arguments? arguments, out _));
        Assert.Equal(new Arguments("Accendi la luce", "nesso", true, false), arguments);
    }

    [Theory]
    [InlineData("--model")]
    [InlineData("--nonsense")]
    public void TryParse_Wrong_SaysWhat(string argument)
    {
        Assert.False(Arguments.TryParse([argument], out _, out string? error));
        Assert.Contains(argument, error, StringComparison.Ordinal);
    }
}
