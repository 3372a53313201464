// The README's second program: a function of Microsoft.Extensions.AI, under a policy of its own.
using System.ComponentModel;
using EdgeAgent;
using EdgeAgent.Agents;
using EdgeAgent.Conversion;
using EdgeAgent.Models;
using Microsoft.Extensions.AI;

using ModelStore store = new(builder: new PackageBuilder());
using LocalModel model = await LocalModel.LoadAsync(await store.GetAsync(ModelStore.DefaultModel));
using LocalChatClient client = new(model);

AIFunction setTimer = AIFunctionFactory.Create(
    ([Description("Minutes")] int minutes) => $"rings in {minutes} minutes", "set_timer", "Set a kitchen timer");
Agent agent = new(client, new AgentOptions
{
    Tools = [AgentTool.FromFunction(setTimer, new ToolOptions { Approval = ToolApproval.Ask, Timeout = TimeSpan.FromSeconds(2) })],
    Approver = (request, _) => ValueTask.FromResult(request.Approve()), // ask the user here; the request shows the exact call
});
AgentTurnResult turn = await agent.RunAsync(new AgentConversation(), "Set a timer for 12 minutes");
Console.WriteLine($"{turn.ToolCalls[0].Call.Name} {turn.ToolCalls[0].Call.Arguments} → {turn}");
