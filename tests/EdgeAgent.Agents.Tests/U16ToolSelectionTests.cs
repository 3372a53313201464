using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.Agents.Retrieval;
using EdgeAgent.TestData;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>U16: of many tools those that matter go into the prompt, and the caller knows which.</summary>
public class U16ToolSelectionTests
{
    private static readonly (AgentTool[] Tools, (string Text, string Language, string Tool)[] Requests) Set = ReadSet();

    [Theory, InlineData("en"), InlineData("it")]
    public async Task Recall_FrozenSet_FindsTheToolAmongEight(string language)
    {
        LexicalToolIndex index = new(Set.Tools);
        List<string> missed = [];
        int first = 0, all = 0;
        foreach ((string text, _, string tool) in Set.Requests.Where(r => r.Language == language))
        {
            string[] found = [.. (await index.RankAsync(text, Turn.Token)).Take(8).Select(m => m.Tool.Name)];
            all++;
            if (found is [var best, ..] && best == tool) first++;
            if (!found.Contains(tool)) missed.Add($"{text} → {tool}, not {string.Join(' ', found)}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{language}: recall@8 {1 - (missed.Count / (double)all):P1}, first {first / (double)all:P1}\n{string.Join('\n', missed)}");
        Assert.Equal(100, all);
        // The index's first run: English 100 found and 94 first, Italian 95 and 77.
        Assert.True(missed.Count <= 5, string.Join('\n', missed));
        Assert.True(first >= 75, $"{first} of {all} first");
    }

    [Fact]
    public async Task RunAsync_AHundredTools_PromptTokensFallByFourFifthsWithinTheBudget()
    {
        using ScriptedChatClient model = new([.. Set.Requests.Take(20).Select(_ => Turn.Says("fine"))]);
        Agent chosen = new(model, new() { Tools = Set.Tools });
        int whole = (await new Agent(model, new() { Tools = Set.Tools, ToolSelection = null }).MeasureAsync(new(), "Hi", null, Turn.Token)).Sent.Tools;
        foreach ((string text, _, _) in Set.Requests.Take(20))
        {
            PromptPlan plan = await chosen.MeasureAsync(new(), text, null, Turn.Token);
            AgentTurnResult result = await chosen.RunAsync(new(), text, null, Turn.Token);
            TestContext.Current.TestOutputHelper?.WriteLine($"{plan.Sent.Tools} of {whole} tokens of tools");
            Assert.True(plan.Sent.Tools <= whole / 5, $"{plan.Sent.Tools} of {whole}");
            Assert.Equal(plan.Tools!.Names, result.ToolsSelected!.Names);
            Assert.Equal(result.ToolsSelected.Names, model.Requests[^1].Options!.Tools!.Select(t => t.Name));
            Assert.InRange(result.ToolsSelected.Names.Count, 1, 8);
            Assert.Equal(100, result.ToolsSelected.Offered);
        }
    }

    [Fact]
    public async Task RankAsync_AHundredTools_AllocatesLittle()
    {
        LexicalToolIndex index = new(Set.Tools);
        foreach ((string text, _, _) in Set.Requests) await index.RankAsync(text, Turn.Token);
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        foreach ((string text, _, _) in Set.Requests) _ = index.RankAsync(text, Turn.Token).AsTask().IsCompletedSuccessfully;
        TimeSpan time = Stopwatch.GetElapsedTime(start) / Set.Requests.Length;
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Set.Requests.Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{time.TotalMicroseconds:F0} µs and {each} bytes a search");
        Assert.InRange(each, 1, 16_384);
    }

    [Fact]
    public async Task RunStreamingAsync_TooManyTools_ToldOnceBeforeTheFirstModelCall()
    {
        using ScriptedChatClient model = new(Turn.Calls("lock_door", """{"door": "back"}"""), Turn.Says("locked"));
        Agent agent = new(model, new() { Tools = Set.Tools });
        List<AgentEvent> events = await Turn.EventsAsync(agent.RunStreamingAsync(new(), "Lock the back door", null, Turn.Token));
        ToolsSelected told = Assert.IsType<ToolsSelected>(events[0]);
        Assert.Single(events.OfType<ToolsSelected>());
        Assert.Contains("lock_door", told.Names);
        Assert.Equal(told.Names, Set.Tools.Select(t => t.Name).Where(told.Names.Contains)); // in the agent's order
        Assert.Equal(told.Names, model.Requests[1].Options!.Tools!.Select(t => t.Name));
    }

    [Fact]
    public async Task RunAsync_CalledPinnedAndNamedTools_AreShown()
    {
        AgentTool[] tools = [.. Set.Tools, Turn.Tool("answer_door", (_, _) => ValueTask.FromResult<object?>(1), new() { Pinned = true })];
        using ScriptedChatClient model = new(Turn.Calls("set_timer", """{"minutes": 3}"""), Turn.Says("a"), Turn.Says("b"), Turn.Says("c"));
        Agent agent = new(model, new() { Tools = tools });
        AgentConversation conversation = new();
        await agent.RunAsync(conversation, "Timer for the eggs, three minutes", null, Turn.Token);
        AgentTurnResult next = await agent.RunAsync(conversation, "Che tempo fa a Bari?", null, Turn.Token);
        Assert.All(["set_timer", "answer_door", "get_weather"], name => Assert.Contains(name, next.ToolsSelected!.Names));

        AgentTurnResult named = await agent.RunAsync(conversation, "Che tempo fa a Bari?", new() { ToolMode = ChatToolMode.RequireSpecific("make_coffee") }, Turn.Token);
        Assert.Contains("make_coffee", named.ToolsSelected!.Names);
    }

    [Fact]
    public async Task RunAsync_AnswerToTheModelsQuestion_IsSearchedWithTheRequestBefore()
    {
        using ScriptedChatClient model = new(Turn.Says("Which door?"), Turn.Says("fine"));
        Agent agent = new(model, new() { Tools = Set.Tools });
        AgentConversation conversation = new();
        await agent.RunAsync(conversation, "Please lock up for the night", null, Turn.Token);
        Assert.Contains("lock_door", (await agent.RunAsync(conversation, "That one behind", null, Turn.Token)).ToolsSelected!.Names);
    }

    [Theory]
    [InlineData(0, 8, 10_000, 8)]
    [InlineData(0, 3, 10_000, 3)]
    [InlineData(0, 8, 1, 1)] // the most relevant in any case
    [InlineData(100, 8, 1_000_000, 100)]
    [InlineData(100, 8, 200, 3)]
    public async Task RunAsync_Limits_BoundWhatIsShown(int showAllUpTo, int maxTools, int maxTokens, int most)
    {
        using ScriptedChatClient model = new(Turn.Says("fine"));
        ToolSelectionOptions selection = new() { ShowAllUpTo = showAllUpTo, MaxTools = maxTools, MaxTokens = maxTokens };
        AgentTurnResult result = await new Agent(model, new() { Tools = Set.Tools, ToolSelection = selection })
            .RunAsync(new(), "Turn the light of the room on, in red", null, Turn.Token);
        int shown = model.Requests[0].Options!.Tools!.Count;
        Assert.InRange(shown, 1, most);
        Assert.Equal(shown == 100, result.ToolsSelected is null);
        Assert.True(shown == 1 || shown == 100 || result.ToolsSelected!.Tokens <= maxTokens);
    }

    [Fact]
    public async Task RunAsync_NothingMatches_NoToolsUnlessACallIsRequired()
    {
        using ScriptedChatClient model = new(Turn.Says("fine"), Turn.Says("fine"));
        Agent agent = new(model, new() { Tools = Set.Tools });
        Assert.Empty((await agent.RunAsync(new(), "xyzzy", null, Turn.Token)).ToolsSelected!.Names);
        Assert.Null(model.Requests[0].Options!.Tools);
        AgentTurnResult required = await agent.RunAsync(new(), "xyzzy", new() { ToolMode = ChatToolMode.RequireAny }, Turn.Token);
        Assert.Equal(8, required.ToolsSelected!.Names.Count);
    }

    [Fact]
    public async Task RunAsync_AllowedTools_AreTheOnlyOnesToChooseFrom()
    {
        using ScriptedChatClient model = new(Turn.Says("fine"));
        AgentTurnOptions turn = new() { AllowedTools = ["set_timer", "set_light", "unlock_door"] };
        Agent agent = new(model, new() { Tools = Set.Tools, ToolSelection = new() { ShowAllUpTo = 2 } });
        Assert.Equal(["unlock_door"], (await agent.RunAsync(new(), "unlock", turn, Turn.Token)).ToolsSelected!.Names);
    }

    [Fact]
    public async Task RunAsync_OwnIndex_DecidesByItsMeaning()
    {
        using ScriptedChatClient model = new(Turn.Says("fine"), Turn.Says("fine"));
        VectorIndex? made = null;
        ToolSelectionOptions selection = new() { MaxTools = 1, Index = tools => made = new(tools) };
        Agent agent = new(model, new() { Tools = Set.Tools, ToolSelection = selection });
        Assert.Equal(["get_time"], (await agent.RunAsync(new(), "gettimes", null, Turn.Token)).ToolsSelected!.Names);
        Assert.Equal(["make_call"], (await agent.RunAsync(new(), "amekallc", null, Turn.Token)).ToolsSelected!.Names);
        Assert.Equal(2, made!.Asked); // made once
    }

    [Fact]
    public async Task RunAsync_IndexThatHangs_TheTurnEndsInTime()
    {
        FakeTimeProvider clock = new();
        using ScriptedChatClient model = new();
        AgentOptions options = new() { Tools = Set.Tools, TimeProvider = clock, ToolSelection = new() { Index = _ => new HangingIndex() } };
        AgentConversation conversation = new();
        Task<AgentTurnResult> turn = new Agent(model, options).RunAsync(conversation, "unlock", new() { MaxDuration = TimeSpan.FromSeconds(2) }, Turn.Token);
        await clock.AdvanceUntilAsync(turn);
        Assert.Equal(StopReason.MaxDuration, (await turn).StopReason);
        Turn.AssertValid(conversation);
        Assert.Empty(model.Requests);
    }

    [Theory]
    [InlineData("setLightLevel HTTPServer2 a_b-c", "set light level http serve 2 a b c")]
    [InlineData("Luce LUCI luci's", "luc luc luc s")]
    [InlineData("perché PERCHE\u0301 Łódź", "perch perch lodz")]
    [InlineData("accendere accendi lights light lamps notes", "accen accen light light lamp not")]
    [InlineData("温度 20°", "温度 20")]
    [InlineData("", "")]
    public void Cut_Words_AreStemsWithoutCaseAndAccents(string text, string words)
    {
        List<string> cut = [];
        ToolWords.Cut(text, cut, (to, word) => to.Add(word.ToString()));
        Assert.Equal(words, string.Join(' ', cut));
    }

    /// <summary>Stands in for embeddings: a vector of letter counts, compared by cosine.</summary>
    private sealed class VectorIndex(IReadOnlyList<AgentTool> tools) : IToolIndex
    {
        public int Asked { get; private set; }

        public ValueTask<IReadOnlyList<ToolMatch>> RankAsync(string request, CancellationToken cancellationToken)
        {
            Asked++;
            double[] asked = Vector(request.Split('\n')[^1]);
            return ValueTask.FromResult<IReadOnlyList<ToolMatch>>(
                [.. tools.Select(t => new ToolMatch(t, asked.Zip(Vector(t.Name), (a, b) => a * b).Sum())).OrderByDescending(m => m.Score)]);
        }

        private static double[] Vector(string text)
        {
            double[] counts = new double[26];
            foreach (char c in text.Where(char.IsAsciiLetterLower)) counts[c - 'a']++;
            double length = Math.Sqrt(counts.Sum(c => c * c));
            return [.. counts.Select(c => c / length)];
        }
    }

    private sealed class HangingIndex : IToolIndex
    {
        public async ValueTask<IReadOnlyList<ToolMatch>> RankAsync(string request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }
    }

    private static (AgentTool[] Tools, (string Text, string Language, string Tool)[] Requests) ReadSet()
    {
        List<AgentTool> tools = [];
        List<(string Text, string Language, string Tool)> requests = [];
        foreach (string line in File.ReadLines(SharedData.InRepository("tests", "data", "tool-retrieval.jsonl")))
        {
            JsonElement item = JsonElement.Parse(line);
            if (item.TryGetProperty("request", out JsonElement request))
            {
                requests.Add((request.GetString()!, item.GetProperty("lang").GetString()!, item.GetProperty("expect").GetString()!));
                continue;
            }
            ToolOptions options = new() { Examples = [.. item.GetProperty("examples").EnumerateArray().Select(e => e.GetString()!)] };
            tools.Add(AgentTool.FromSchema(item.GetProperty("tool").GetString()!, item.GetProperty("description").GetString()!,
                item.GetProperty("parameters"), (_, _) => ValueTask.FromResult<object?>("done"), options));
        }
        return ([.. tools], [.. requests]);
    }
}
