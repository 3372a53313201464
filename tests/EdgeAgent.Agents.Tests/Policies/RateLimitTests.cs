namespace EdgeAgent.Agents.Tests.Policies;

/// <summary>A tool may be called so often in a period; the clock alone gives calls back.</summary>
public class RateLimitTests
{
    [Fact]
    public async Task RunAsync_MoreCallsThanTheLimit_AreRefusedUntilTimeGivesOneBack()
    {
        ToolUnderPolicy tool = new(new() { RateLimit = 3, RatePeriod = TimeSpan.FromSeconds(60) }, _ => ValueTask.FromResult<object?>("done"));
        Assert.Equal(["done", "done", "done", "RateLimited"],
            [await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync()]);
        ToolCallFailed refused = Assert.IsType<ToolCallFailed>(await tool.CallAsync());
        Assert.Equal("not run: the function was called too often; try again in 20 s", refused.Message);

        tool.Clock.Advance(TimeSpan.FromMilliseconds(19_990));
        Assert.Equal("RateLimited", await tool.OutcomeAsync());
        tool.Clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(["done", "RateLimited"], [await tool.OutcomeAsync(), await tool.OutcomeAsync()]);
        Assert.Equal(4, tool.Ran);
    }

    [Fact]
    public async Task RunAsync_AfterALongPause_NoMoreThanTheLimitComesAtOnce()
    {
        ToolUnderPolicy tool = new(new() { RateLimit = 2, RatePeriod = TimeSpan.FromSeconds(1) }, _ => ValueTask.FromResult<object?>("done"));
        for (int round = 0; round < 3; round++)
        {
            tool.Clock.Advance(TimeSpan.FromDays(1));
            Assert.Equal(["done", "done", "RateLimited"], [await tool.OutcomeAsync(), await tool.OutcomeAsync(), await tool.OutcomeAsync()]);
        }
    }

    [Fact]
    public async Task RunAsync_LimitThatDoesNotDivideItsPeriod_HoldsOverManyPeriods()
    {
        ToolUnderPolicy tool = new(new() { RateLimit = 7, RatePeriod = TimeSpan.FromSeconds(1) }, _ => ValueTask.FromResult<object?>("done"));
        for (int i = 0; i < 1_000; i++)
        {
            await tool.CallAsync();
            tool.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(tool.Ran, 76, 77); // 7 at once and 7 a second for 9.99 seconds
    }

    [Fact]
    public async Task RunAsync_NoLimit_IsTheDefault()
    {
        ToolUnderPolicy tool = new(new(), _ => ValueTask.FromResult<object?>("done"));
        for (int i = 0; i < 100; i++) Assert.Equal("done", await tool.OutcomeAsync());
    }
}
