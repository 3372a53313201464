using System.Collections.Concurrent;
using System.Text.Json;
using EdgeAgent.Agents.Audit;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests.Chaos;

/// <summary>Conversations of random turns over two agents with the same tools: one asks an approver, the other leaves calls pending, to
/// be resumed from saved JSON.</summary>
internal sealed class ChaosRun
{
    private readonly Agent _asks;
    private readonly Agent _waits;

    public ChaosRun()
    {
        Tools = new(Clock);
        AgentOptions options = new() { Tools = Tools.All, TimeProvider = Clock, AuditLog = Log, TurnOptions = new() { MaxDuration = TimeSpan.FromHours(1) } };
        _asks = new(new CallingClient(), options with { Approver = AnswerAsync });
        _waits = new(new CallingClient(), options);
    }

    public FakeTimeProvider Clock { get; } = new();

    public ChaosTools Tools { get; }

    public InMemoryToolAuditLog Log { get; } = new();

    public ConcurrentBag<AgentConversation> Conversations { get; } = [];

    /// <summary>Every call that someone approved.</summary>
    public ConcurrentDictionary<int, bool> Approved { get; } = [];

    /// <summary>Every call that a script made, by its name.</summary>
    public ConcurrentDictionary<int, string> Scripted { get; } = [];

    /// <summary>How the turns ended, counted.</summary>
    public ConcurrentDictionary<string, int> Endings { get; } = [];

    /// <summary>Handlers that either agent takes to be running.</summary>
    public int Running => _asks.RunningHandlers + _waits.RunningHandlers;

    /// <summary>Runs the turns of one conversation, one after the other, and checks each as it ends.</summary>
    public async Task ConverseAsync(Random random, IEnumerable<int> numbers)
    {
        Agent agent = random.Next(4) == 0 ? _waits : _asks;
        AgentConversation conversation = new();
        foreach (int number in numbers)
        {
            ChaosTurn turn = ChaosTurn.Draw(random, number);
            foreach ((string tool, int x) in turn.Calls) Scripted[x] = tool;
            int before = conversation.Messages.Count;
            string ending = await RunAsync(agent, conversation, turn);
            if (ending == nameof(StopReason.ApprovalPending))
            {
                conversation = SavedAndRestored(conversation);
                ending = $"resumed {await ResumeAsync(agent, conversation)}";
            }
            Endings.AddOrUpdate(ending, 1, (_, n) => n + 1);
            Check(conversation, before, turn);
        }
        Conversations.Add(conversation);
    }

    private static async Task<string> RunAsync(Agent agent, AgentConversation conversation, ChaosTurn turn)
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Turn.Token);
        int seen = 0;
        try
        {
            await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, turn.Text, null, cancel.Token))
            {
                if (e is TurnFinished finished) return finished.Result.StopReason.ToString();
                if (turn.Ending == ChaosEnding.ReadAll || seen++ != turn.At) continue;
                if (turn.Ending == ChaosEnding.WalkAway) return "walked away";
                await cancel.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !Turn.Token.IsCancellationRequested)
        {
            return "cancelled";
        }
        catch (HttpRequestException)
        {
            return "model broke off";
        }
        catch (TimeZoneNotFoundException)
        {
            return "approver threw";
        }
        throw new InvalidOperationException("A turn was lost: it ended without a last event.");
    }

    private async Task<string> ResumeAsync(Agent agent, AgentConversation conversation)
    {
        List<ToolApprovalResponseContent> answers = [.. agent.GetPendingApprovals(conversation).Select(Answer)];
        try
        {
            AgentTurnResult result = await agent.ResumeAsync(conversation, answers, null, Turn.Token);
            return result.StopReason == StopReason.ApprovalPending ? await ResumeAsync(agent, conversation) : result.StopReason.ToString();
        }
        catch (HttpRequestException)
        {
            return "model broke off";
        }
    }

    private async ValueTask<ToolApprovalResponseContent> AnswerAsync(ApprovalRequest request, CancellationToken token)
    {
        int x = request.Call.Arguments.GetProperty("x").GetInt32();
        if (x % 3 == 0) await Task.Delay(TimeSpan.FromMilliseconds(x % 50), Clock, token);
        if (x % 31 == 0) throw new TimeZoneNotFoundException("an exception that nothing else throws");
        return Answer(request);
    }

    private ToolApprovalResponseContent Answer(ApprovalRequest request)
    {
        int x = request.Call.Arguments.GetProperty("x").GetInt32();
        return (Approved[x] = x % 2 == 0) ? request.Approve() : request.Deny();
    }

    /// <summary>The conversation is whole, and the turn added nothing that its script does not hold.</summary>
    private static void Check(AgentConversation conversation, int before, ChaosTurn turn)
    {
        Turn.AssertValid(conversation);
        ChatMessage[] added = [.. conversation.Messages.Skip(before)];
        string[] calls = [.. added.SelectMany(m => m.Contents.OfType<FunctionCallContent>()).Select(c => c.Name)];
        Assert.Equal(turn.Calls.Take(calls.Length).Select(c => c.Tool), calls);
        Assert.All(added, m => Assert.True(m.Role != ChatRole.Tool || m.Contents.All(c => c is FunctionResultContent)));
        Assert.All(added.Skip(1), m => Assert.True(m.Role == ChatRole.Tool || m.Role == ChatRole.Assistant));
        foreach (ChatMessage message in added.Where(m => m.Role == ChatRole.Tool))
            foreach (FunctionResultContent result in message.Contents.Cast<FunctionResultContent>())
                Assert.Equal(JsonValueKind.Object, Assert.IsType<JsonElement>(result.Result).ValueKind);
    }

    private static AgentConversation SavedAndRestored(AgentConversation conversation)
    {
        string saved = JsonSerializer.Serialize(conversation.Messages, AIJsonUtilities.DefaultOptions);
        return new(JsonSerializer.Deserialize<List<ChatMessage>>(saved, AIJsonUtilities.DefaultOptions)!) { Id = conversation.Id };
    }
}
