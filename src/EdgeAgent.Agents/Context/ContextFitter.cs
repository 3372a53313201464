using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>Keeps the prompt of one model call inside the model's window.</summary>
/// <remarks>
/// Old tool results are shortened first, then whole old turns dropped, and only when that is not enough the results of the last turns
/// shortened; instructions, tools and the messages of the last turns stay. A prompt that has become too long is cut down not just to the
/// window but to leave a quarter of the history's room free (where old turns can give it): until that is full again the cut stays as it
/// is, the beginning of the prompt with it, and a prefix cache holds.
/// </remarks>
/// <param name="setup">The agent.</param>
/// <param name="turn">Tokens kept for the answer, turns kept.</param>
/// <param name="messages">The conversation; not changed.</param>
/// <param name="options">The options of the call.</param>
internal sealed class ContextFitter(AgentSetup setup, AgentTurnOptions turn, IReadOnlyList<ChatMessage> messages, ChatOptions options)
{
    /// <summary>Counts the prompt that the whole conversation makes.</summary>
    public async ValueTask<PromptMeasure> CountWholeAsync(CancellationToken cancellationToken) =>
        (await TryAsync(ContextCut.None, cancellationToken).ConfigureAwait(false)).Measure!;

    /// <summary>Makes the prompt; one that does not fit says so by its measure.</summary>
    /// <param name="before">How the last prompt of the conversation was cut.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    public async ValueTask<FittedPrompt> FitAsync(ContextCut before, CancellationToken cancellationToken)
    {
        if (!setup.Counter.MayKnowLength) return new(new(setup.Options.Instructions, messages, ContextCut.None), null, ContextCut.None);
        int kept = ConversationTurns.FirstKept(messages, turn.MinTurnsKept);
        ContextCut allowed = before with { FirstKept = Math.Min(before.FirstKept, kept) };
        FittedPrompt now = await TryAsync(allowed, cancellationToken).ConfigureAwait(false);
        // Another model than the one it was cut for, with more room: what was left out may come back.
        bool roomier = before.ContextLength is { } cutFor && !(now.Measure!.ContextLength <= cutFor);
        if (roomier) now = await TryAsync(ContextCut.None, cancellationToken).ConfigureAwait(false);
        if (now.Measure!.ContextLength is not { } length || now.Measure.Fits) return now;

        CutLadder ladder = new(messages, now.Cut, kept, length);
        int room = length - now.Measure.Reply - now.Measure.System - now.Measure.Tools;
        return await FirstAsync(ladder.Old, length - (Math.Max(0, room) / 4), cancellationToken).ConfigureAwait(false)
            ?? await FirstAsync(ladder.Old.TakeLast(1), length, cancellationToken).ConfigureAwait(false)
            ?? await FirstAsync(ladder.Kept, length, cancellationToken).ConfigureAwait(false)
            ?? await TryAsync(ladder.Old.Concat(ladder.Kept).LastOrDefault(now.Cut), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first cut that is short enough, found by halving: each try counts a whole prompt.</summary>
    private async ValueTask<FittedPrompt?> FirstAsync(IEnumerable<ContextCut> cuts, int total, CancellationToken cancellationToken)
    {
        ContextCut[] steps = [.. cuts];
        FittedPrompt? found = null;
        for (int low = 0, high = steps.Length - 1; low <= high;)
        {
            int middle = (low + high) / 2;
            FittedPrompt tried = await TryAsync(steps[middle], cancellationToken).ConfigureAwait(false);
            if (tried.Measure!.Total <= total) (found, high) = (tried, middle - 1);
            else low = middle + 1;
        }
        return found;
    }

    private async ValueTask<FittedPrompt> TryAsync(ContextCut cut, CancellationToken cancellationToken)
    {
        CutPrompt prompt = new(setup.Options.Instructions, messages, cut);
        int reply = Math.Min(turn.ReplyTokens, options.MaxOutputTokens ?? turn.ReplyTokens);
        PromptMeasure measure = await setup.Counter.CountAsync(prompt.Messages, options, reply, cancellationToken).ConfigureAwait(false);
        return new(prompt, measure, cut);
    }
}
