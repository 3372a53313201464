using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>Single calls from outside a turn pass the rules of a turn.</summary>
public sealed class ToolDispatcherTests
{
    private readonly Counter _counter = new();

    [Fact]
    public async Task RunAsync_ValidCall_GivesTheWholeResultAndWhatAModelReads()
    {
        ToolDispatchResult done = await RunAsync(Turn.Counting("a", _counter), """{"x": 1}""");
        Assert.Equal("\"a done\"", Assert.IsType<ToolCallSucceeded>(done.Outcome).Result.GetRawText());
        Assert.Equal("""{"result":"a done"}""", done.Reply.GetRawText());
    }

    [Theory]
    [InlineData("b", "{}", ToolFailure.UnknownTool)]
    [InlineData("a", """{"x": "one"}""", ToolFailure.InvalidArguments)]
    [InlineData("a", "[]", ToolFailure.InvalidArguments)]
    public async Task RunAsync_WrongCall_DoesNotRun(string name, string arguments, ToolFailure failure)
    {
        ToolDispatchResult done = await new ToolDispatcher([Turn.Counting("a", _counter)])
            .RunAsync(new ToolCall("1", name, JsonElement.Parse(arguments)), null, Turn.Token);
        ToolCallFailed failed = Assert.IsType<ToolCallFailed>(done.Outcome);
        Assert.Equal((failure, 0), (failed.Failure, _counter.Of("a")));
        Assert.Equal(failed.Message, done.Reply.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(ToolApproval.Deny, true, 0)]
    [InlineData(ToolApproval.Ask, true, 1)]
    [InlineData(ToolApproval.Ask, false, 0)]
    [InlineData(ToolApproval.Ask, null, 0)]
    public async Task RunAsync_Approval_DecidesWhetherItRuns(ToolApproval approval, bool? answer, int runs)
    {
        Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver =
            answer is { } yes ? (request, _) => ValueTask.FromResult(yes ? request.Approve() : request.Deny("no")) : null;
        ToolDispatchResult done = await RunAsync(Turn.Counting("a", _counter, new() { Approval = approval }), "{}", approver);
        Assert.Equal(runs, _counter.Of("a"));
        if (runs == 0) Assert.Equal(ToolFailure.Denied, Assert.IsType<ToolCallFailed>(done.Outcome).Failure);
    }

    [Fact]
    public async Task RunAsync_AnswerToAnotherCall_IsEA6008AndDoesNotRun()
    {
        AgentTool tool = Turn.Counting("a", _counter, new() { Approval = ToolApproval.Ask });
        ApprovalRequest? other = null;
        await RunAsync(tool, """{"x": 1}""", (request, _) => ValueTask.FromResult((other = request).Deny()));
        AgentException e = await Assert.ThrowsAsync<AgentException>(() => RunAsync(tool, """{"x": 2}""", (_, _) => ValueTask.FromResult(other!.Approve())));
        Assert.Equal(("EA6008", 0), (e.Code, _counter.Of("a")));
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        using CancellationTokenSource stop = new();
        AgentTool tool = Turn.Tool("a", async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new ToolDispatcher([tool]).RunAsync(new ToolCall("1", "a", JsonElement.Parse("{}")), null, stop.Token));
    }

    [Fact]
    public void New_TwoToolsOfOneName_IsEA6005() => Assert.Equal("EA6005", Assert.Throws<AgentException>(
        () => new ToolDispatcher([Turn.Counting("a", _counter), Turn.Counting("a", _counter)])).Code);

    private static Task<ToolDispatchResult> RunAsync(
        AgentTool tool, string arguments, Func<ApprovalRequest, CancellationToken, ValueTask<ToolApprovalResponseContent>>? approver = null) =>
        new ToolDispatcher([tool]).RunAsync(new ToolCall("1", tool.Name, JsonElement.Parse(arguments)), approver, Turn.Token);
}
