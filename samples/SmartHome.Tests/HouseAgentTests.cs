using EdgeAgent.Agents;
using EdgeAgent.Testing;
using SmartHome.Simulation;
using SmartHome.Tools;

namespace SmartHome.Tests;

/// <summary>What the house does with a model's calls, whatever model it is: the model here is a script.</summary>
public sealed class HouseAgentTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly House _house;

    public HouseAgentTests() => _house = new House(_clock);

    [Fact]
    public async Task Light_Asked_Shines()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("turn_light", """{"room": "kitchen", "state": "on"}"""),
            new ScriptedAnswer().Text("The kitchen light is on."));
        Agent agent = HouseAgent.Create(model, _house, approver: null);

        AgentTurnResult turn = await agent.RunAsync(new AgentConversation(), "Turn on the kitchen light");

        turn.ShouldComplete().ShouldCall("turn_light", """{"room": "kitchen", "state": "on"}""");
        Assert.True(_house.State().Rooms[(int)Room.Kitchen].Light.IsOn);
    }

    [Fact]
    public async Task Blinds_WhereThereAreNone_TheModelReadsWhy()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("set_blinds", """{"room": "hallway", "position": 0}"""),
            new ScriptedAnswer().Text("The hallway has no blinds."));
        Agent agent = HouseAgent.Create(model, _house, approver: null);

        AgentTurnResult turn = await agent.RunAsync(new AgentConversation(), "Close the blinds in the hallway");

        ToolCallFailed failed = turn.ShouldComplete().ShouldFail("set_blinds", ToolFailure.HandlerFailed);
        Assert.Equal("There are no blinds in the hallway.", failed.Message);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Door_OnlyWhenSomebodyAgrees_Opens(bool agrees, bool locked)
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("set_lock", """{"action": "unlock"}"""), new ScriptedAnswer().Text("Done."));
        Agent agent = HouseAgent.Create(model, _house, approver: null);
        AgentConversation conversation = new();

        AgentTurnResult asked = await agent.RunAsync(conversation, "Open the door");
        ApprovalRequest request = Assert.Single(asked.ShouldStop(StopReason.ApprovalPending).PendingApprovals);
        Assert.True(_house.State().DoorLocked);
        AgentTurnResult turn = await agent.ResumeAsync(conversation, [agrees ? request.Approve() : request.Deny()]);

        turn.ShouldComplete();
        Assert.Equal(locked, _house.State().DoorLocked);
    }

    [Fact]
    public async Task Timer_TimePasses_Rings()
    {
        using ScriptedChatClient model = new(
            new ScriptedAnswer().Call("start_timer", """{"minutes": 10, "label": "pasta"}"""), new ScriptedAnswer().Text("Started."));
        Agent agent = HouseAgent.Create(model, _house, approver: null);

        await agent.RunAsync(new AgentConversation(), "Ten minutes for the pasta");
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("pasta", Assert.Single(_house.State().Timers).Label);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(_house.State().Timers);
        Assert.Equal("rang", _house.Changes[^1].After);
    }
}
