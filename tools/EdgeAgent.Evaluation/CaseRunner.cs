using Microsoft.Extensions.AI;

namespace EdgeAgent.Evaluation;

/// <summary>Runs cases with their own tools: one model call each, no handlers.</summary>
/// <param name="client">The model as users have it.</param>
/// <param name="plain">The same model without a grammar, asked again where a case failed; null asks nobody.</param>
/// <param name="constrained">Whether <paramref name="client"/> has a grammar.</param>
internal sealed class CaseRunner(IChatClient client, IChatClient? plain, bool constrained)
{
    /// <summary>Runs one case.</summary>
    public async Task<Outcome> RunAsync(FunctionCallingCase @case, CancellationToken cancellationToken)
    {
        ModelAnswer answer = await ModelAnswer.GetAsync(client, @case.Messages, @case.Tools, constrained, cancellationToken);
        Outcome outcome = new()
        {
            Id = @case.Id,
            Language = @case.Language,
            Groups =
            [
                @case.Expected.Calls.Count > 0 ? "calls wanted" : "no call wanted",
                $"category {@case.Category}",
                @case.Unseen ? "unseen functions" : "seen functions",
            ],
            Expected = @case.Expected,
            Verdict = Grader.Grade(@case.Expected, answer.Calls, answer.Text),
            Calls = answer.Calls,
            Text = answer.Text,
            InvalidCalls = new CallChecker(@case.Tools).Check(answer.Calls ?? []),
            Asked = @case.Messages[^1].Text,
        };
        if (outcome.Verdict == Verdict.Right || plain is null) return outcome;
        ModelAnswer again = await ModelAnswer.GetAsync(plain, @case.Messages, @case.Tools, constrained: false, cancellationToken);
        return outcome with { Plain = again.Raw, PlainVerdict = Grader.Grade(@case.Expected, again.Calls, again.Text) };
    }
}
