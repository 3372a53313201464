using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Retrieval;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>Makes the prompts of one turn: its tools chosen once, then for each model call the options set and the messages
/// fitted.</summary>
internal sealed class PromptPlanner(AgentSetup setup, AgentTurnOptions turn, IReadOnlyList<AgentTool> offered)
{
    private ToolSelection? _tools;

    /// <summary>Makes the next prompt; one that does not fit says so.</summary>
    /// <param name="messages">The conversation; not changed.</param>
    /// <param name="cut">How its last prompt was cut.</param>
    /// <param name="firstCall">The first model call of a turn that the user began.</param>
    /// <param name="tokensLeft">What the turn may still write.</param>
    /// <param name="cancellationToken">Stops the search for tools and the count.</param>
    public async ValueTask<PlannedPrompt> NextAsync(
        IReadOnlyList<ChatMessage> messages, ContextCut cut, bool firstCall, int tokensLeft, CancellationToken cancellationToken)
    {
        bool chooses = _tools is null;
        _tools ??= await setup.Selector.SelectAsync(offered, turn.ToolMode, messages, cancellationToken).ConfigureAwait(false);
        ChatOptions options = setup.ChatOptions(turn, _tools.Shown, firstCall, tokensLeft);
        FittedPrompt fitted = await Fitter(messages, options).FitAsync(cut, cancellationToken).ConfigureAwait(false);
        // The answer gets no more room than there is: some servers refuse a limit beyond the context.
        if (fitted.Measure is { Fits: true, ContextLength: { } length } measure)
            options.MaxOutputTokens = Math.Min(options.MaxOutputTokens!.Value, length - (measure.Total - measure.Reply));
        return new(fitted, options, fitted.Report(messages), chooses ? _tools.Report : null);
    }

    /// <summary>Counts the prompt that the whole conversation makes.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    public ValueTask<PromptMeasure> CountWholeAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken) =>
        Fitter(messages, options).CountWholeAsync(cancellationToken);

    private ContextFitter Fitter(IReadOnlyList<ChatMessage> messages, ChatOptions options) => new(setup, turn, messages, options);
}
