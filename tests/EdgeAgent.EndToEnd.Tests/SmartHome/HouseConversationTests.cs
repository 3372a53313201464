using EdgeAgent.Agents;
using EdgeAgent.Testing;
using SmartHome.Simulation;
using SmartHome.Tools;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The loop with the embedded model on the tools of the house: conversations of several turns, in English and Italian.</summary>
public sealed class HouseConversationTests(DefaultModel models)
{
    /// <summary>What is said, turn after turn, and the call that each turn makes. Sentences of which the model is sure: what it gets right and what
    /// not is the evaluation's question.</summary>
    private static readonly Dictionary<string, (string Said, string Call)[]> Conversations = new()
    {
        ["en"] =
        [
            ("Turn on the kitchen light.", """turn_light {"room":"kitchen","state":"on"}"""),
            ("Set the heating to 21 degrees.", """set_thermostat {"temperature":21}"""),
            ("How much electricity have we used today?", """get_energy {"period":"today"}"""),
            ("Close the blinds in the bedroom.", """set_blinds {"room":"bedroom","position":0}"""),
        ],
        ["it"] =
        [
            ("Accendi la luce in cucina al 40%", """set_light {"room":"kitchen","brightness":40}"""),
            ("Metti il riscaldamento a 19 gradi.", """set_thermostat {"temperature":19}"""),
            ("Attiva la modalità film.", """activate_scene {"scene":"movie"}"""),
        ],
        ["en, the door"] = [("Unlock the front door.", """set_lock {"action":"unlock"}""")],
    };

    public static TheoryData<string> Names => [.. Conversations.Keys];

    /// <summary>Streaming and plain are one loop: the same calls, results, texts and house. The door is asked about, and stays shut.</summary>
    [Theory, MemberData(nameof(Names))]
    public async Task Conversation_StreamingAndPlain_AreEqualAndTheHouseChanges(string name)
    {
        Run streamed = await RunAsync(name, async (agent, conversation, said) =>
        {
            List<AgentEvent> events = [];
            await foreach (AgentEvent e in agent.RunStreamingAsync(conversation, said, null, TestContext.Current.CancellationToken)) events.Add(e);
            AgentTurnResult result = Assert.IsType<TurnFinished>(events[^1]).Result;
            int lastCall = events.FindLastIndex(e => e is ToolCallFinished);
            Assert.Equal(result.Text, string.Concat(events.Skip(lastCall + 1).OfType<TextDelta>().Select(text => text.Text)));
            foreach (ToolCallFinished call in result.ToolCalls)
                Assert.Equal(call.Call.Arguments.GetRawText(), events.OfType<ToolCallGrowing>().Last(g => g.CallId == call.Call.CallId).Arguments.GetRawText().Replace(" ", "", StringComparison.Ordinal));
            return result;
        });
        Run plain = await RunAsync(name, (agent, conversation, said) => agent.RunAsync(conversation, said, null, TestContext.Current.CancellationToken));

        Assert.Equal(streamed.Lines, plain.Lines);
        Assert.Equal(streamed.House.Changes.Select(c => (c.What, c.After)), plain.House.Changes.Select(c => (c.What, c.After)));
        Assert.Equal(Conversations[name].Select(turn => turn.Call), streamed.Calls);
        HouseState state = streamed.House.State();
        switch (name)
        {
            case "en":
                Assert.True(state.Rooms[(int)Room.Kitchen].Light.IsOn);
                Assert.Equal((21, 0), (state.Climate.Target, state.Rooms[(int)Room.Bedroom].Blinds));
                break;
            case "it":
                Assert.Equal((19, Scene.Movie), (state.Climate.Target, state.Scene));
                break;
            default:
                Assert.True(state.DoorLocked);
                Assert.Contains("not approve", streamed.Lines[0], StringComparison.Ordinal);
                break;
        }
    }

    private async Task<Run> RunAsync(string name, Func<Agent, AgentConversation, string, Task<AgentTurnResult>> turn)
    {
        using LocalChatClient client = new(await models.LoadOnceAsync());
        House house = new(new FakeTimeProvider());
        Agent agent = HouseAgent.Create(client, house, (request, _) => ValueTask.FromResult(request.Deny()));
        AgentConversation conversation = new();
        Run run = new(house, [], []);
        foreach ((string said, _) in Conversations[name])
        {
            AgentTurnResult result = (await turn(agent, conversation, said)).ShouldComplete();
            run.Calls.AddRange(result.ToolCalls.Select(call => $"{call.Call.Name} {call.Call.Arguments}"));
            run.Lines.AddRange(result.ToolCalls.Select(call => call switch
            {
                ToolCallSucceeded done => done.Result.GetRawText(),
                ToolCallFailed failed => failed.Message,
                _ => throw new InvalidOperationException(call.ToString()),
            }).Append(result.Text));
        }
        Assert.Equal(conversation.Messages.Count, new AgentConversation(conversation.Messages).Messages.Count); // refuses what is not whole
        return run;
    }

    /// <param name="House">The house afterwards.</param>
    /// <param name="Calls">Calls with their arguments.</param>
    /// <param name="Lines">Results and answers.</param>
    private sealed record Run(House House, List<string> Calls, List<string> Lines);
}
