using EdgeAgent.Agents;
using EdgeAgent.Inference;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>Answers cases in several modes; a prompt, and what answers share, is computed once.</summary>
/// <param name="model">The model.</param>
/// <param name="modes">The modes.</param>
/// <param name="store">A folder that keeps the logits for further runs; null keeps them while a case lasts.</param>
internal sealed class GroundingRun(LocalModel model, IReadOnlyList<GroundingMode> modes, string? store)
{
    /// <summary>Runs all cases in all modes that the file does not have yet, and returns the whole of it.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="output">Takes a line for each as it is done, so that a run that was cut goes on; null keeps nothing.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; the lines written stay.</param>
    public async Task<List<GroundingOutcome>> RunAsync(
        IReadOnlyList<FunctionCallingCase> cases, FileInfo? output, Action<string> progress, CancellationToken cancellationToken)
    {
        List<GroundingOutcome> done = output is { Exists: true } ? [.. CaseFile.Read(output.FullName, null, GroundingOutcome.Read)] : [];
        HashSet<(string, string)> known = [.. done.Select(outcome => (outcome.Id, outcome.Mode))];
        using StreamWriter? writer = output?.AppendText();
        using ModelExecutor computing = model.Loaded.CreateExecutor();
        using StoredExecutor executor = new(computing);
        for (int i = 0; i < cases.Count; i++)
        {
            GroundingMode[] missing = [.. modes.Where(mode => !known.Contains((cases[i].Id, mode.ToString())))];
            if (missing.Length == 0) continue;
            using LogitsStore logits = new(store, cases[i].Id, executor.VocabularySize);
            foreach (GroundingMode mode in missing)
            {
                executor.Use(logits);
                GroundingOutcome outcome = await AnswerAsync(i, cases[i], mode, executor, cancellationToken);
                done.Add(outcome);
                if (writer is not null) await writer.WriteLineAsync(outcome.ToJson().AsMemory(), cancellationToken);
            }
            if (writer is not null) await writer.FlushAsync(cancellationToken);
            if ((i + 1) % 50 == 0) progress($"{i + 1}/{cases.Count}, {executor.Computed} of {executor.Asked} logits computed");
        }
        return done;
    }

    private async Task<GroundingOutcome> AnswerAsync(
        int index, FunctionCallingCase @case, GroundingMode mode, ModelExecutor executor, CancellationToken cancellationToken)
    {
        LocalChatClient client = new(model, new LocalChatOptions { Grounding = mode.Grounding, GroundingBonus = mode.Bonus, GroundingWordBonus = mode.WordBonus }, executor); // its executor goes on
        ChatResponse response = await client.GetResponseAsync(
            @case.Messages, new ChatOptions { Tools = [.. @case.Tools], MaxOutputTokens = ModelAnswer.MaxTokens }, cancellationToken);
        ModelAnswer answer = ModelAnswer.Of(response);
        (double, double)[] confidences = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
            .Select(call => call.AdditionalProperties![CallConfidence.Key]).Cast<CallConfidence>().Select(c => (c.Tool, c.Arguments))];
        return new GroundingOutcome(index, @case.Id, @case.Expected.Calls.Count > 0, mode.ToString(),
            Grader.Grade(@case.Expected, answer.Calls, answer.Text), confidences, answer.Raw);
    }
}
