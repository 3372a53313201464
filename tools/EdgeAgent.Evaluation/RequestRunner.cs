using EdgeAgent.Agents;
using Microsoft.Extensions.AI;
using SmartHome.Simulation;
using SmartHome.Tools;

namespace EdgeAgent.Evaluation;

/// <summary>Runs requests through the sample's agent, each in a fresh house and a fresh conversation; the door is approved.</summary>
/// <param name="client">The model as users have it.</param>
/// <param name="plain">The same model without a grammar, asked again where a request failed; null asks nobody.</param>
/// <param name="constrained">Whether <paramref name="client"/> has a grammar; without, no handler runs.</param>
internal sealed class RequestRunner(IChatClient client, IChatClient? plain, bool constrained)
{
    /// <summary>Runs one request.</summary>
    public async Task<Outcome> RunAsync(RequestCase request, CancellationToken cancellationToken)
    {
        House house = new(TimeProvider.System);
        AgentTool[] tools = [.. AgentTool.FromObject(new HouseTools(house))];
        AIFunctionDeclaration[] declarations =
            [.. tools.Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters))];
        ChatMessage[] prompt = [new(ChatRole.System, HouseAgent.Instructions), new(ChatRole.User, request.Text)];

        ModelAnswer answer = constrained
            ? await TurnAsync(house, request.Text, cancellationToken)
            : await ModelAnswer.GetAsync(client, prompt, declarations, constrained: false, cancellationToken);
        Outcome outcome = new()
        {
            Id = request.Id,
            Language = request.Language,
            Groups = [request.Expected.Calls.Count switch { 0 => "no call wanted", 1 => "one call wanted", _ => "several calls wanted" }],
            Expected = request.Expected,
            Verdict = Grader.Grade(request.Expected, answer.Calls, answer.Text),
            Calls = answer.Calls,
            Text = answer.Text,
            InvalidCalls = new CallChecker(declarations).Check(answer.Calls ?? []),
            Asked = request.Text,
        };
        if (outcome.Verdict == Verdict.Right || plain is null) return outcome;
        ModelAnswer again = await ModelAnswer.GetAsync(plain, prompt, declarations, constrained: false, cancellationToken);
        return outcome with { Plain = again.Raw, PlainVerdict = Grader.Grade(request.Expected, again.Calls, again.Text) };
    }

    private async Task<ModelAnswer> TurnAsync(House house, string text, CancellationToken cancellationToken)
    {
        Agent agent = HouseAgent.Create(client, house, (request, _) => ValueTask.FromResult(request.Approve()));
        AgentTurnResult result = await agent.RunAsync(new AgentConversation(), text, null, cancellationToken);
        EmittedCall[] calls = [.. result.ToolCalls.Select(ended => ended switch
        {
            ToolCallSucceeded done => done.Call,
            ToolCallFailed failed => failed.Call,
            _ => throw new InvalidOperationException($"A {ended.GetType().Name} is no end of a call."),
        }).Select(call => new EmittedCall(call.Name, call.Arguments))];
        return new ModelAnswer(calls, result.Text, string.Join(' ', calls.Select(call => call.ToString()).Append(result.Text)));
    }
}
