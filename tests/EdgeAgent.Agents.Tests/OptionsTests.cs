namespace EdgeAgent.Agents.Tests;

public class OptionsTests
{
    [Fact]
    public void AgentTurnOptions_Defaults_AreThoseOfTheDocumentation()
    {
        AgentTurnOptions turn = new();
        Assert.Equal(
            (8, 16, 8, 2, 2048, TimeSpan.FromMinutes(5)),
            (turn.MaxModelCalls, turn.MaxToolCalls, turn.MaxCallsPerTool, turn.MaxIdenticalCalls, turn.MaxOutputTokens, turn.MaxDuration));
        Assert.Equal((512, 2), (turn.ReplyTokens, turn.MinTurnsKept));
        Assert.Null(turn.ToolMode);
        Assert.Null(turn.AllowedTools);
        Assert.False(turn.DryRun);
    }

    [Fact]
    public void ToolOptions_Defaults_AreThoseOfTheDocumentation()
    {
        ToolOptions tool = new();
        Assert.Equal(
            (ToolApproval.Never, TimeSpan.FromSeconds(10), false, 2, TimeSpan.FromMilliseconds(100), 8_000, false),
            (tool.Approval, tool.Timeout, tool.Idempotent, tool.MaxRetries, tool.RetryDelay, tool.MaxResultLength, tool.ExposeExceptionMessage));
        Assert.Equal(
            (ToolRisk.Unspecified, null, 5, TimeSpan.FromSeconds(30), 8, TimeSpan.FromSeconds(5), 0, TimeSpan.FromMinutes(1), null),
            (tool.Risk, tool.AllowParallel, tool.BreakAfterFailures, tool.BreakDuration, tool.MaxConcurrency, tool.MaxConcurrencyWait,
                tool.RateLimit, tool.RatePeriod, tool.Fallback));
    }

    [Fact]
    public void AgentOptions_Defaults_AreThoseOfTheDocumentation()
    {
        AgentOptions options = new();
        Assert.Null(options.ContextLength);
        Assert.Equal((16, 8, 2_048), (options.ToolSelection!.ShowAllUpTo, options.ToolSelection.MaxTools, options.ToolSelection.MaxTokens));
        Assert.Null(options.ToolSelection.Index);
        Assert.False(ToolOptions.Default.Pinned);
        Assert.Empty(ToolOptions.Default.Examples);
    }

    public static TheoryData<Func<object>> OutOfRange =>
    [
        new Func<object>(() => new AgentTurnOptions { MaxModelCalls = 0 }),
        new Func<object>(() => new AgentTurnOptions { MaxModelCalls = 65 }),
        new Func<object>(() => new AgentTurnOptions { MaxToolCalls = -1 }),
        new Func<object>(() => new AgentTurnOptions { MaxCallsPerTool = 0 }),
        new Func<object>(() => new AgentTurnOptions { MaxIdenticalCalls = 0 }),
        new Func<object>(() => new AgentTurnOptions { MaxOutputTokens = 0 }),
        new Func<object>(() => new AgentTurnOptions { MaxDuration = TimeSpan.Zero }),
        new Func<object>(() => new AgentTurnOptions { MaxDuration = TimeSpan.FromDays(2) }),
        new Func<object>(() => new AgentTurnOptions { ReplyTokens = 0 }),
        new Func<object>(() => new AgentTurnOptions { MinTurnsKept = 0 }),
        new Func<object>(() => new AgentOptions { ContextLength = 0 }),
        new Func<object>(() => new ToolSelectionOptions { ShowAllUpTo = -1 }),
        new Func<object>(() => new ToolSelectionOptions { MaxTools = 0 }),
        new Func<object>(() => new ToolSelectionOptions { MaxTokens = 0 }),
        new Func<object>(() => new ToolOptions { Timeout = TimeSpan.Zero }),
        new Func<object>(() => new ToolOptions { Timeout = TimeSpan.FromHours(2) }),
        new Func<object>(() => new ToolOptions { MaxRetries = -1 }),
        new Func<object>(() => new ToolOptions { MaxRetries = 6 }),
        new Func<object>(() => new ToolOptions { RetryDelay = TimeSpan.FromSeconds(-1) }),
        new Func<object>(() => new ToolOptions { MaxResultLength = 63 }),
        new Func<object>(() => new ToolOptions { Risk = (ToolRisk)4 }),
        new Func<object>(() => new ToolOptions { BreakAfterFailures = -1 }),
        new Func<object>(() => new ToolOptions { BreakAfterFailures = 1_001 }),
        new Func<object>(() => new ToolOptions { BreakDuration = TimeSpan.Zero }),
        new Func<object>(() => new ToolOptions { BreakDuration = TimeSpan.FromDays(2) }),
        new Func<object>(() => new ToolOptions { MaxConcurrency = 0 }),
        new Func<object>(() => new ToolOptions { MaxConcurrency = 1_025 }),
        new Func<object>(() => new ToolOptions { MaxConcurrencyWait = TimeSpan.FromSeconds(-1) }),
        new Func<object>(() => new ToolOptions { MaxConcurrencyWait = TimeSpan.FromHours(2) }),
        new Func<object>(() => new ToolOptions { RateLimit = -1 }),
        new Func<object>(() => new ToolOptions { RateLimit = 10_001 }),
        new Func<object>(() => new ToolOptions { RatePeriod = TimeSpan.FromMilliseconds(999) }),
        new Func<object>(() => new ToolOptions { RatePeriod = TimeSpan.FromDays(2) }),
    ];

    [Theory, MemberData(nameof(OutOfRange))]
    public void Options_ValueOutOfRange_IsRefusedWhenSet(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make);
}
