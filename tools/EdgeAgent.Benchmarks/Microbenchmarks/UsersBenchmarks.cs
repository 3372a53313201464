using System.Text.Json;
using BenchmarkDotNet.Attributes;
using EdgeAgent.Agents;
using EdgeAgent.Agents.Json;
using EdgeAgent.Agents.Retrieval;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>What do the operations cost that users of other libraries asked for (U1 to U4, U15, U16, U20 to U22)?</summary>
/// <remarks>U30, the local model as an <see cref="IChatClient"/>, is no operation of its own: its costs are the model's, and
/// <see cref="LoopBenchmarks"/>.</remarks>
public class UsersBenchmarks
{
    private const string Answer = "<think>The kitchen.</think>One moment.\n<tool_call>\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"kitchen\", \"level\": 40}}\n</tool_call>"
        + "\n<tool_call>\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"hall\", \"level\": 7}}\n</tool_call>";

    private const string ToRepair = "<tool_call>{\"name\": \"set_light\", \"arguments\": {\"room\": \"kitchen\", \"level\": \"40\"}}</tool_call>";

    private readonly string _broken = Answer[..^30].Replace("\"room\"", "'room'", StringComparison.Ordinal);
    private readonly string _nested = $"<tool_call>{{\"name\": \"set_light\", \"arguments\": {{\"note\": {JsonSerializer.Serialize(Nested())}}}}}</tool_call>";

    private readonly AIFunctionDeclaration[] _declared = [LoopTools.SetLight().Function];
    private readonly string _growing = "{\"room\": \"kitchen\", \"note\": \"" + new string('x', 400) + "\", \"level\": 40}";
    private readonly Agent _full = new(new LoopClient(0), new() { ContextLength = 4_096 });
    private readonly AgentConversation _long = new(Enumerable.Range(0, 150).SelectMany(i =>
        new ChatMessage[] { new(ChatRole.User, $"What about number {i}? {new string('a', 60)}"), new(ChatRole.Assistant, $"That is {i}. {new string('b', 100)}") }));
    private readonly LexicalToolIndex _index = new(LoopTools.Hundred());
    private readonly Agent _everlasting = new(new LoopClient(1, everlasting: true), new() { Tools = LoopTools.House() });
    private readonly Agent _asking = new(new LoopClient(1), new() { Tools = LoopTools.House(new() { Approval = ToolApproval.Ask }) });
    private readonly ToolDispatcher _dispatcher = new([LoopTools.SetLight(new() { Idempotent = true })]);
    private readonly ToolCall _call = new("call_1", "set_light", JsonElement.Parse("""{"room": "kitchen", "level": 40}"""));

    [Benchmark]
    public int U1_ReadAnswerWithTwoCalls() => ToolCallReader.Read(Answer, null, _declared).Count;

    [Benchmark]
    public int U1_ReadItCharacterByCharacter()
    {
        ToolCallReader reader = new(null, _declared);
        int contents = 0;
        for (int i = 0; i < Answer.Length; i++) contents += reader.Append(Answer.AsSpan(i, 1)).Count;
        return contents + reader.Finish().Count;
    }

    [Benchmark]
    public int U2_ReadArgumentOfTenKilobytes() => ToolCallReader.Read(_nested).Count;

    [Benchmark]
    public int U3_RepairANumberInAString() => ToolCallReader.Read(ToRepair, null, _declared).Count;

    [Benchmark]
    public int U4_ReadBrokenAnswer() => ToolCallReader.Read(_broken, null, _declared).Count;

    /// <summary>The arguments of a call, 450 characters, looked at after every four: what a display of the growing call costs.</summary>
    [Benchmark]
    public JsonValueKind PartialArguments()
    {
        PartialJson partial = new();
        JsonElement value = default;
        for (int length = 4; length <= _growing.Length; length += 4) value = partial.Read(_growing[..length]);
        return value.ValueKind;
    }

    [Benchmark]
    public async Task<int> U15_FitThreeHundredMessages() => (await _full.MeasureAsync(_long, "And now?")).Sent.Total;

    [Benchmark]
    public async Task<int> U16_FindToolsOfAHundred() => (await _index.RankAsync("please lower the blind in the bedroom and check the oven")).Count;

    /// <summary>Eight model calls and eight tool calls, then the limit.</summary>
    [Benchmark]
    public Task<AgentTurnResult> U20_TurnThatALimitEnds() => _everlasting.RunAsync(new AgentConversation(), "Light");

    /// <summary>The turn ends and waits, is saved, loaded and resumed with the answer.</summary>
    [Benchmark]
    public async Task<AgentTurnResult> U21_ApprovalSavedAndResumed()
    {
        AgentConversation conversation = new();
        await _asking.RunAsync(conversation, "Light");
        AgentConversation restored = AgentConversation.Load(conversation.Save());
        return await _asking.ResumeAsync(restored, [.. _asking.GetPendingApprovals(restored).Select(request => request.Approve())]);
    }

    /// <summary>A call through validation, breaker, places, retry and time-out to a handler that does nothing.</summary>
    [Benchmark]
    public Task<ToolDispatchResult> U22_DispatchUnderPolicies() => _dispatcher.RunAsync(_call, approver: null);

    private static string Nested() => string.Concat(Enumerable.Repeat("{\"a\": [\"</tool_call>\", \"\\\\ \u2028\"]} ", 300));
}
