// Tools made at compile time, so that the program can be trimmed: dotnet publish -c Release -r linux-x64 --self-contained
// The model is a script: this sample shows the tools, and runs everywhere.
using EdgeAgent.Agents;
using EdgeAgent.Testing;
using GeneratedTools;

using ScriptedChatClient model = new(
    new ScriptedAnswer().Call("set_light", """{"room": "living_room", "level": 40}"""),
    new ScriptedAnswer().Call("plan_day", """{"alarms": [{"at": "06:30:00", "label": "Swim", "days": ["monday", "friday"]}]}"""),
    new ScriptedAnswer().Text("Done."));
Agent agent = new(model, new AgentOptions { Tools = new HomeTools().AsTools() });

await foreach (AgentEvent e in agent.RunStreamingAsync(new AgentConversation(), "Dim the living room and wake me for a swim"))
{
    if (e is ToolCallStarted started) Console.WriteLine($"call    {started.Call.Name} {started.Call.Arguments}");
    if (e is ToolCallSucceeded done) Console.WriteLine($"result  {done.Result}");
    if (e is ToolCallFailed failed) Console.WriteLine($"failed  {failed.Message}");
    if (e is TurnFinished turn) Console.WriteLine($"answer  {turn.Result.Text}");
}
