using EdgeAgent.Agents.Context;
using EdgeAgent.Agents.Extraction;
using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Policies;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Agents;

/// <summary>Lets a model call functions: sends the conversation, runs the handlers it asks for, feeds their results back, returns its
/// answer.</summary>
/// <remarks>
/// Works over any <see cref="IChatClient"/>, which it does not dispose. Immutable and thread-safe: one agent serves many conversations at
/// once. What a model says is not trusted: a handler runs only for a known tool, with arguments that the tool's schema accepts, within
/// its policy and the limits of the turn. There is one loop; the plain calls collect the streaming ones.
/// </remarks>
public sealed class Agent
{
    private readonly AgentSetup _setup;

    /// <summary>Makes an agent.</summary>
    /// <param name="client">The model. It must honour cancellation. Middleware that invokes functions on its own is not needed and finds
    /// none.</param>
    /// <param name="options">Tools, instructions, approver, limits; null for a model that only talks.</param>
    /// <param name="loggerFactory">Where to log; contents of prompts, arguments and results only at Trace. Null logs nothing.</param>
    /// <exception cref="AgentException">Two tools have one name, or <see cref="AgentOptions.ChatOptions"/> has tools of its
    /// own.</exception>
    public Agent(IChatClient client, AgentOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _setup = new(client, options ?? new(), loggerFactory);
    }

    /// <summary>What the agent was made of.</summary>
    public AgentOptions Options => _setup.Options;

    /// <summary>Handlers that run in any turn now, those left behind included.</summary>
    internal int RunningHandlers => _setup.Pipelines.Values.Sum(p => p.Gate.Running);

    /// <summary>Runs one turn and tells what happens as it happens.</summary>
    /// <param name="conversation">Where the turn's messages go; see there for what remains when the turn is interrupted.</param>
    /// <param name="userText">What the user says.</param>
    /// <param name="turn">Limits and choices of this turn; null takes <see cref="AgentOptions.TurnOptions"/>.</param>
    /// <param name="cancellationToken">Ends the turn at once; a handler that runs is cancelled.</param>
    /// <returns>The events; each enumeration runs a turn. What the client or the approver throws comes out of the enumeration.</returns>
    /// <exception cref="AgentException">The turn's options name a tool that the agent does not have.</exception>
    /// <exception cref="InvalidOperationException">From the enumeration: another turn of this conversation runs.</exception>
    /// <exception cref="ContextLengthExceededException">From the enumeration: what must be in the prompt is longer than the model's
    /// context.</exception>
    /// <exception cref="OperationCanceledException">From the enumeration: the turn was cancelled.</exception>
    public IAsyncEnumerable<AgentEvent> RunStreamingAsync(
        AgentConversation conversation, string userText, AgentTurnOptions? turn = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userText);
        return RunStreamingAsync(conversation, new ChatMessage(ChatRole.User, userText), turn, cancellationToken);
    }

    /// <inheritdoc cref="RunStreamingAsync(AgentConversation, string, AgentTurnOptions?, CancellationToken)"/>
    /// <param name="conversation">Where the turn's messages go.</param>
    /// <param name="userMessage">What the user says; becomes part of the conversation.</param>
    /// <param name="turn">Limits and choices of this turn; null takes <see cref="AgentOptions.TurnOptions"/>.</param>
    /// <param name="cancellationToken">Ends the turn at once.</param>
    public IAsyncEnumerable<AgentEvent> RunStreamingAsync(
        AgentConversation conversation, ChatMessage userMessage, AgentTurnOptions? turn = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(userMessage);
        AgentTurnOptions options = _setup.Check(turn);
        return new DeferredTurn(_setup, conversation, () => new AgentTurn(_setup, conversation, options, userMessage, Approvals.None), cancellationToken);
    }

    /// <summary>Runs one turn and returns how it ended: the same loop as the streaming call.</summary>
    /// <inheritdoc cref="RunStreamingAsync(AgentConversation, string, AgentTurnOptions?, CancellationToken)" path="/param|/exception"/>
    /// <returns>The answer, or why there is none.</returns>
    public Task<AgentTurnResult> RunAsync(
        AgentConversation conversation, string userText, AgentTurnOptions? turn = null, CancellationToken cancellationToken = default) =>
        CollectAsync(RunStreamingAsync(conversation, userText, turn, cancellationToken));

    /// <inheritdoc cref="RunAsync(AgentConversation, string, AgentTurnOptions?, CancellationToken)"/>
    /// <param name="conversation">Where the turn's messages go.</param>
    /// <param name="userMessage">What the user says; becomes part of the conversation.</param>
    /// <param name="turn">Limits and choices of this turn; null takes <see cref="AgentOptions.TurnOptions"/>.</param>
    /// <param name="cancellationToken">Ends the turn at once.</param>
    public Task<AgentTurnResult> RunAsync(
        AgentConversation conversation, ChatMessage userMessage, AgentTurnOptions? turn = null, CancellationToken cancellationToken = default) =>
        CollectAsync(RunStreamingAsync(conversation, userMessage, turn, cancellationToken));

    /// <summary>Goes on with a turn that waits for approval, here or in another process.</summary>
    /// <param name="conversation">The conversation as the turn left it, or one restored from its messages.</param>
    /// <param name="answers">One answer for each call decided now, made by <see cref="ApprovalRequest.Approve"/> or
    /// <see cref="ApprovalRequest.Deny"/>. Calls without an answer go on waiting, and the model is not called before all have one.</param>
    /// <param name="turn">Limits and choices; the limits count anew.</param>
    /// <param name="cancellationToken">Ends the turn at once.</param>
    /// <returns>The events, as those of
    /// <see cref="RunStreamingAsync(AgentConversation, string, AgentTurnOptions?, CancellationToken)"/>.</returns>
    /// <exception cref="AgentException">An answer belongs to no waiting call: another id, or other arguments than those that were
    /// shown.</exception>
    public IAsyncEnumerable<AgentEvent> ResumeStreamingAsync(
        AgentConversation conversation, IEnumerable<ToolApprovalResponseContent> answers, AgentTurnOptions? turn = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(answers);
        AgentTurnOptions options = _setup.Check(turn);
        Dictionary<string, ToolApprovalResponseContent> byRequest = Approvals.Match(answers, GetPendingApprovals(conversation));
        return new DeferredTurn(_setup, conversation, () => new AgentTurn(_setup, conversation, options, null, byRequest), cancellationToken);
    }

    /// <inheritdoc cref="ResumeStreamingAsync"/>
    /// <returns>The answer, or why there is none.</returns>
    public Task<AgentTurnResult> ResumeAsync(
        AgentConversation conversation, IEnumerable<ToolApprovalResponseContent> answers, AgentTurnOptions? turn = null,
        CancellationToken cancellationToken = default) =>
        CollectAsync(ResumeStreamingAsync(conversation, answers, turn, cancellationToken));

    /// <summary>The calls of a conversation that wait for approval: what to show after it was restored.</summary>
    /// <param name="conversation">The conversation; no turn of it may run.</param>
    public IReadOnlyList<ApprovalRequest> GetPendingApprovals(AgentConversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return Approvals.Pending(conversation.OpenCalls, _setup.Tools, Options.RiskPolicy);
    }

    /// <summary>Reads a value of a type out of a text: the type's JSON Schema goes to the model as the form of its answer. Runs no tool and
    /// touches no conversation.</summary>
    /// <typeparam name="T">What to extract: a record of nullable members for what a text may not say, a list, an enum, a number. Descriptions
    /// (<see cref="System.ComponentModel.DescriptionAttribute"/>) and ranges on its members reach the model.</typeparam>
    /// <param name="text">The text to read.</param>
    /// <param name="options">Instructions and limits; null takes the defaults.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    /// <returns>The value. With a client that holds its model to the schema, as the local model's grammar does, the first answer is one; another
    /// is told what is wrong and asked again.</returns>
    /// <exception cref="AgentException">The type has no schema, the answer was cut, or no answer was a value of the type.</exception>
    public Task<T> ExtractAsync<T>(string text, ExtractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Extractor.RunAsync<T>(_setup, text, options ?? new(), cancellationToken);
    }

    /// <summary>What the next model call of a conversation would take of the model's context: to know before the run whether it
    /// fits.</summary>
    /// <param name="conversation">The conversation; no turn of it may run. Not changed.</param>
    /// <param name="userText">What the user would say; null measures the conversation as it is.</param>
    /// <param name="turn">Limits and choices of that turn; null takes <see cref="AgentOptions.TurnOptions"/>.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    /// <returns>Tools chosen and history shortened as the turn itself would do. Counted by the client where it offers an
    /// <see cref="IPromptMeter"/>, else estimated, which it says.</returns>
    /// <exception cref="AgentException">The turn's options name a tool that the agent does not have.</exception>
    public async ValueTask<PromptPlan> MeasureAsync(
        AgentConversation conversation, string? userText = null, AgentTurnOptions? turn = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        AgentTurnOptions limits = _setup.Check(turn);
        List<ChatMessage> messages = [.. conversation.Messages];
        if (userText is not null) messages.Add(new(ChatRole.User, userText));
        PromptPlanner planner = new(_setup, limits, _setup.Offered(limits));
        PlannedPrompt next = await planner.NextAsync(
            messages, conversation.Cut, firstCall: userText is not null, limits.MaxOutputTokens, cancellationToken).ConfigureAwait(false);
        PromptMeasure whole = await planner.CountWholeAsync(messages, next.Options, cancellationToken).ConfigureAwait(false);
        return new(whole, next.Fitted.Measure ?? whole, next.Trimmed, next.Selected);
    }

    private static async Task<AgentTurnResult> CollectAsync(IAsyncEnumerable<AgentEvent> events)
    {
        AgentTurnResult? result = null;
        await foreach (AgentEvent e in events.ConfigureAwait(false))
            if (e is TurnFinished finished) result = finished.Result;
        return result!; // a turn that throws does not get here, any other ends with this event
    }
}
