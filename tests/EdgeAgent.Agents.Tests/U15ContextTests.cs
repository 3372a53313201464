using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>U15: the prompt stays inside the context, and nothing is left out in silence.</summary>
public class U15ContextTests
{
    private const int Reply = 50;

    [Fact]
    public async Task RunAsync_300RandomHistories_PromptFitsAndKeepsWhatItMust()
    {
        int trimmed = 0, refused = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            List<ChatMessage> history = Histories.Random(random);
            AgentTurnOptions turn = new() { ReplyTokens = Reply, MinTurnsKept = random.Next(1, 4) };
            using CountingMeter model = new(new(Turn.Says("fine")), random.Next(150, 1_500));
            AgentOptions options = new()
            {
                Tools = [Turn.Counting("a", new()), Turn.Counting("b", new())],
                Instructions = random.Next(2) == 0 ? null : "You are the agent of a house.",
            };
            AgentConversation conversation = new(history);
            string before = Histories.Json(conversation.Messages);
            PromptPlan plan = await new Agent(model, options).MeasureAsync(conversation, "And now?", turn, Turn.Token);
            try
            {
                AgentTurnResult result = await new Agent(model, options).RunAsync(conversation, "And now?", turn, Turn.Token);
                ScriptedRequest request = Assert.Single(model.Model.Requests);
                AssertFits(request, result, plan, model);
                AssertKept(request.Messages, [.. conversation.Messages.SkipLast(1)], options.Instructions, turn.MinTurnsKept);
                AssertReported(request.Messages, result.ContextTrimmed, conversation.Messages);
                Assert.Equal(before, Histories.Json(conversation.Messages.SkipLast(2)));
                if (result.ContextTrimmed is not null) trimmed++;
            }
            catch (ContextLengthExceededException e)
            {
                refused++;
                Assert.Equal(("EA6031", plan.Deficit), (e.Code, e.Measure.Deficit));
                Assert.False(plan.Fits);
                Assert.Empty(model.Model.Requests);
                Assert.Equal(before, Histories.Json(conversation.Messages)); // no trace of the turn
                Assert.True(Least(conversation.Messages, turn.MinTurnsKept, options) > model.ContextLength, $"seed {seed}");
            }
        }
        Assert.True(trimmed > 80 && refused > 10 && trimmed + refused < 290, $"{trimmed} trimmed, {refused} refused: the histories test too little");
    }

    [Fact]
    public async Task RunAsync_OldResultsAreLong_AreShortenedBeforeTurnsAreDropped()
    {
        List<ChatMessage> history = [.. Enumerable.Range(0, 5).SelectMany(i => Histories.CallTurn($"c{i}", new string('x', 1_200)))];
        using CountingMeter model = new(new(Turn.Says("fine")), 2_000);
        AgentTurnResult result = await new Agent(model).RunAsync(new(history), "And now?", new() { ReplyTokens = Reply }, Turn.Token);
        Assert.Equal(0, result.ContextTrimmed!.DroppedTurns);
        Assert.Equal(["c0", "c1", "c2"], result.ContextTrimmed.ShortenedResults); // the oldest, to three quarters
        string shown = Turn.Lines(model.Model.Requests[0].Messages)[2];
        Assert.StartsWith("tool: {\"truncated\":\"the first 200 of 12", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("truncated", Turn.Lines(model.Model.Requests[0].Messages)[^3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ResultOfTheRunningTurnIsTooLong_IsShortenedAndTheTurnGoesOn()
    {
        AgentTool big = Turn.Tool("big", (_, _) => ValueTask.FromResult<object?>(new string('x', 5_000)));
        using CountingMeter model = new(new(Turn.Calls("big"), Turn.Says("much")), 800);
        List<AgentEvent> events = await Turn.EventsAsync(new Agent(model, new() { Tools = [big] }).RunStreamingAsync(new(), "go", null, Turn.Token));
        Assert.Equal(["model", "start big", "done", "trimmed 0 call_1", "text much", "model", "end Completed"], Turn.Names(events).Select(n => n.StartsWith("done", StringComparison.Ordinal) ? "done" : n));
    }

    [Fact]
    public async Task RunAsync_LongConversation_CutMovesInLargeSteps()
    {
        const int turns = 120;
        using CountingMeter model = new(new(Enumerable.Repeat(Turn.Says("That is done now, as you wished."), turns)), 1_000);
        Agent agent = new(model, new() { Instructions = "You are the agent of a house." });
        AgentConversation conversation = new();
        List<int> dropped = [];
        for (int i = 0; i < turns; i++)
        {
            AgentTurnResult result = await agent.RunAsync(conversation, $"Please do the thing number {i}.", new() { ReplyTokens = Reply }, Turn.Token);
            dropped.Add(result.ContextTrimmed?.DroppedTurns ?? 0);
        }
        Assert.Equal(dropped.Order(), dropped);
        Assert.True(dropped[^1] > 60);
        Assert.InRange(dropped.Distinct().Count(), 5, turns / 6); // 30 turns fit: each cut lasts for about eight
        Assert.True(model.Counted < turns * 2, $"{model.Counted} counts"); // one a call, a few more for each new cut
    }

    [Fact]
    public async Task RunAsync_UserSpokeBetweenACallAndItsResult_TheyAreDroppedTogether()
    {
        List<ChatMessage> history = [];
        for (int i = 0; i < 12; i++)
        {
            ChatMessage[] turn = Histories.CallTurn($"c{i}", "done");
            history.AddRange([turn[0], turn[1], new(ChatRole.User, "Hurry up, please."), turn[2], turn[3]]);
        }
        for (int length = 250; length < 400; length += 10)
        {
            using CountingMeter model = new(new(Turn.Says("fine")), length);
            await new Agent(model).RunAsync(new(history), "And now?", new() { ReplyTokens = Reply }, Turn.Token);
            _ = new AgentConversation(model.Model.Requests[0].Messages); // refuses a result without its call
        }
    }

    [Fact]
    public async Task RunAsync_ModelWithMoreRoom_ReadsEverythingAgain()
    {
        AgentConversation conversation = new(Enumerable.Range(0, 20).SelectMany(i => Histories.TextTurn($"question {i}")));
        using CountingMeter model = new(new(Turn.Says("a"), Turn.Says("b")), 300);
        Agent agent = new(model);
        AgentTurnOptions turn = new() { ReplyTokens = Reply };
        Assert.NotNull((await agent.RunAsync(conversation, "small", turn, Turn.Token)).ContextTrimmed);
        model.ContextLength = 10_000;
        Assert.Null((await agent.RunAsync(conversation, "large", turn, Turn.Token)).ContextTrimmed);
        Assert.Equal(conversation.Messages.Count - 1, model.Model.Requests[1].Messages.Count);
    }

    [Fact]
    public async Task RunAsync_NoMeterButALengthInTheOptions_IsKeptByTheEstimate()
    {
        AgentConversation conversation = new(Enumerable.Range(0, 40).SelectMany(i => Histories.TextTurn($"question {i}")));
        using ScriptedChatClient model = new(Turn.Says("fine"), Turn.Says("fine"));
        AgentTurnOptions turn = new() { ReplyTokens = Reply };
        AgentTurnResult result = await new Agent(model, new() { ContextLength = 200 }).RunAsync(conversation, "And now?", turn, Turn.Token);
        Assert.True(result.ContextTrimmed is { DroppedTurns: > 5, Measure: { Fits: true, IsEstimate: true, Reply: Reply } });
        Assert.Null((await new Agent(model).RunAsync(conversation, "And now?", turn, Turn.Token)).ContextTrimmed); // nobody knows
    }

    [Fact]
    public async Task RunAsync_MeterAndOption_TheSmallerLengthHoldsAndBoundsTheAnswer()
    {
        using CountingMeter model = new(new(Turn.Says("fine")), 5_000);
        AgentOptions options = new() { ContextLength = 400 };
        PromptPlan plan = await new Agent(model, options).MeasureAsync(new(), "Hello", null, Turn.Token);
        Assert.Equal((400, 5), (plan.Sent.ContextLength, plan.Sent.History));
        Assert.Equal(517 - 400, plan.Deficit); // 5 and the 512 of the default
        AgentTurnOptions turn = new() { ReplyTokens = Reply };
        await new Agent(model, options).RunAsync(new(), "Hello", turn, Turn.Token);
        Assert.Equal(395, model.Model.Requests[0].Options!.MaxOutputTokens);
    }

    [Fact]
    public async Task RunAsync_TooLongInTheMiddleOfATurn_ResultsStayAndTheConversationIsUsable()
    {
        AgentTool big = Turn.Tool("big", (_, _) => ValueTask.FromResult<object?>("done"));
        string wordy = $$"""{"x": {{new string('1', 600)}}}""";
        using CountingMeter model = new(new(Turn.Calls("big", wordy), Turn.Says("fine")), 200);
        AgentConversation conversation = new();
        AgentTurnOptions turn = new() { ReplyTokens = Reply, MinTurnsKept = 1 };
        Agent agent = new(model, new() { Tools = [big] });
        await Assert.ThrowsAsync<ContextLengthExceededException>(() => agent.RunAsync(conversation, "go", turn, Turn.Token));
        Turn.AssertValid(conversation);
        Assert.Equal(3, conversation.Messages.Count);
        AgentTurnResult next = await agent.RunAsync(conversation, "once more", turn, Turn.Token);
        Assert.Equal((StopReason.Completed, 1), (next.StopReason, next.ContextTrimmed!.DroppedTurns));
    }

    private static void AssertFits(ScriptedRequest request, AgentTurnResult result, PromptPlan plan, CountingMeter model)
    {
        int counted = request.Messages.Sum(CountingMeter.Tokens) + (10 * request.Options!.Tools!.Count);
        Assert.Equal(2, request.Options.Tools.Count);
        Assert.True(counted + Reply <= model.ContextLength);
        Assert.Equal(counted, plan.Sent.Total - plan.Sent.Reply);
        Assert.Equal(plan.Trimmed?.DroppedTurns, result.ContextTrimmed?.DroppedTurns);
        if (result.ContextTrimmed is { } trimmed) Assert.Equal(plan.Sent, trimmed.Measure);
        Assert.Equal(plan.Whole.Fits, result.ContextTrimmed is null); // what fits is left whole
        Assert.Equal(Math.Min(2_048, model.ContextLength - counted), request.Options.MaxOutputTokens);
    }

    private static void AssertKept(
        IReadOnlyList<ChatMessage> prompt, List<ChatMessage> conversation, string? instructions, int turnsKept)
    {
        _ = new AgentConversation(prompt); // calls and results belong together
        bool ownSystem = conversation[0].Role == ChatRole.System;
        Assert.Equal(ownSystem ? conversation[0].Text : instructions, prompt[0].Role == ChatRole.System ? prompt[0].Text : null);

        // Without the system message the prompt is an end of the conversation, from the beginning of a turn, results apart.
        ChatMessage[] read = [.. prompt.Where(m => m.Role != ChatRole.System)];
        ChatMessage[] said = [.. conversation.Where(m => m.Role != ChatRole.System)];
        ChatMessage[] end = said[^read.Length..];
        Assert.Equal(end.Select(Histories.WithoutResults), read.Select(Histories.WithoutResults));
        int[] users = [.. said.Index().Where(m => m.Item.Role == ChatRole.User).Select(m => m.Index)];
        Assert.True(read.Length == said.Length || read[0].Role == ChatRole.User);
        Assert.True(read.Length >= said.Length - users[Math.Max(0, users.Length - turnsKept)]);

        // No old turn was dropped while an old long result was whole.
        if (read.Length == said.Length) return;
        int kept = read.Length - (said.Length - users[^Math.Min(turnsKept, users.Length)]);
        Assert.DoesNotContain(read[..Math.Max(0, kept)].SelectMany(m => m.Contents.OfType<FunctionResultContent>()), r => ((JsonElement)r.Result!).GetRawText().Length > 500);
    }

    private static void AssertReported(IReadOnlyList<ChatMessage> prompt, ContextTrimmed? trimmed, IReadOnlyList<ChatMessage> conversation)
    {
        HashSet<string> whole = [.. conversation.SelectMany(m => m.Contents.OfType<FunctionResultContent>()).Select(r => r.CallId + r.Result)];
        Assert.Equal(
            prompt.SelectMany(m => m.Contents.OfType<FunctionResultContent>()).Where(r => !whole.Contains(r.CallId + r.Result)).Select(r => r.CallId),
            trimmed?.ShortenedResults ?? []);
        Assert.Equal(
            conversation.Count(m => m.Role != ChatRole.System) - 1 - prompt.Count(m => m.Role != ChatRole.System),
            trimmed?.DroppedMessages.Count ?? 0);
        Assert.Equal(trimmed?.DroppedMessages.Count(m => m.Role == ChatRole.User) ?? 0, trimmed?.DroppedTurns ?? 0);
    }

    /// <summary>Tokens that the least possible prompt takes.</summary>
    private static int Least(IReadOnlyList<ChatMessage> history, int turnsKept, AgentOptions options)
    {
        List<ChatMessage> all = [.. history, new(ChatRole.User, "And now?")];
        int[] users = [.. all.Index().Where(m => m.Item.Role == ChatRole.User).Select(m => m.Index)];
        int first = users.Length <= turnsKept ? 0 : users[^turnsKept];
        IEnumerable<ChatMessage> kept = all.Where((m, i) => i >= first || m.Role == ChatRole.System);
        if (options.Instructions is { } text && all[0].Role != ChatRole.System) kept = kept.Prepend(new(ChatRole.System, text));
        // A result of letters is shortened to 200 of them; what says so takes less than 80 more.
        return Reply + 20 + kept.Sum(m => m.Role == ChatRole.Tool ? 4 + (m.Contents.Sum(c => Math.Min(280, ((FunctionResultContent)c).Result!.ToString()!.Length)) / 3)
            : CountingMeter.Tokens(m));
    }
}
