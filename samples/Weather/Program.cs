// The README's program: a weather function given to the model, the call parsed and checked, the handler run.
using System.ComponentModel;
using EdgeAgent;
using EdgeAgent.Agents;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

[Description("Get the current weather in a city")]
static Weather GetWeather([Description("City name")] string city) => new(city, 21, "sunny");

using ModelStore store = new(builder: new PackageBuilder());
ModelPackage package = await store.GetAsync(ModelStore.DefaultModel);
using LocalModel model = await LocalModel.LoadAsync(package);
using LocalChatClient client = new(model);
Agent agent = new(client, new AgentOptions { Tools = [AgentTool.Create(GetWeather)] });

await foreach (AgentEvent e in agent.RunStreamingAsync(new AgentConversation(), "What is the weather like in Milan?"))
{
    if (e is ToolCallStarted started) Console.WriteLine($"call    {started.Call.Name} {started.Call.Arguments}");
    if (e is ToolCallSucceeded done) Console.WriteLine($"result  {done.Result}");
    if (e is TurnFinished turn) Console.WriteLine($"answer  {turn.Result.Text}");
}

internal sealed record Weather(string City, int Temperature, string Condition);
