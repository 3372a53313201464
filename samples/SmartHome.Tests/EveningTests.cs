using System.Runtime.CompilerServices;
using EdgeAgent;
using EdgeAgent.Agents;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;

namespace SmartHome.Tests;

/// <summary>A conversation that the embedded model had once: the tests replay it without the model.</summary>
/// <remarks>After a change of tools or instructions that is meant, <c>SMART_HOME_RECORD=1</c> asks the model again and records its answers.</remarks>
public sealed class EveningTests
{
    private readonly House _house = new(new FakeTimeProvider());

    [Fact]
    public async Task Evening_AsRecorded_ChangesTheHouse()
    {
        AgentConversation conversation = new();
        AgentTurnResult[] turns = await WithModelAsync("evening.jsonl", async model =>
        {
            Agent agent = HouseAgent.Create(model, _house, (request, _) => ValueTask.FromResult(request.Deny("Not now.")));
            return (AgentTurnResult[])
            [
                await agent.RunAsync(conversation, "Accendi la luce in cucina."),
                await agent.RunAsync(conversation, "Set the thermostat to 21 degrees."),
                await agent.RunAsync(conversation, "Unlock the front door."),
            ];
        });

        turns[0].ShouldComplete().ShouldCall("turn_light", """{"room": "kitchen", "state": "on"}""");
        turns[1].ShouldComplete().ShouldCall("set_thermostat", """{"temperature": 21}""");
        turns[2].ShouldComplete().ShouldFail("set_lock", ToolFailure.Denied);
        HouseState state = _house.State();
        Assert.True(state.Rooms[(int)Room.Kitchen].Light.IsOn);
        Assert.Equal(21, state.Climate.Target);
        Assert.True(state.DoorLocked);
    }

    /// <summary>Runs against the transcript, or against the model and records it.</summary>
    private static async Task<T> WithModelAsync<T>(string file, Func<IChatClient, Task<T>> run)
    {
        if (Environment.GetEnvironmentVariable("SMART_HOME_RECORD") == "1")
        {
            using ModelStartup startup = new(TextWriter.Null, isTerminal: false);
            using LocalModel model = await startup.LoadAsync("default");
            using RecordingChatClient recorder = RecordingChatClient.ToFile(new LocalChatClient(model), Path.Combine(SourceFolder(), "Transcripts", file));
            return await run(recorder);
        }
        using ReplayingChatClient replay = new(Transcript.Load(Path.Combine(AppContext.BaseDirectory, "Transcripts", file)));
        T result = await run(replay);
        replay.VerifyFinished();
        return result;
    }

    private static string SourceFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
