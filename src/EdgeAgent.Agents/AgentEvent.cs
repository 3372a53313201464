using System.Text.Json;
using EdgeAgent.Agents.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

// The events of a turn are one closed union, so they stand in one file: read it to know everything a turn can report.

/// <summary>Something that happened in an agent turn, told as it happens.</summary>
/// <remarks>
/// Order: before the first model call perhaps <see cref="ToolsSelected"/>; before each model call perhaps <see cref="ContextTrimmed"/>; of
/// it any <see cref="TextDelta"/> and <see cref="ToolCallGrowing"/>, then one <see cref="ModelCallFinished"/>;
/// then for each of its calls perhaps <see cref="ApprovalRequested"/>, perhaps <see cref="ToolCallStarted"/>, and one
/// <see cref="ToolCallFinished"/> (none for a call that waits for approval). Calls begin in their order and follow one another, except
/// that those of tools that allow it (<see cref="ToolOptions.AllowParallel"/>) run side by side; their events come as they happen. Last,
/// once, <see cref="TurnFinished"/>, unless the turn ends in an exception. Immutable.
/// </remarks>
public abstract record AgentEvent
{
    private protected AgentEvent()
    {
    }
}

/// <summary>The tools were too many for the prompt: the model calls of this turn show only these.</summary>
/// <param name="Names">The tools shown, in the order of <see cref="AgentOptions.Tools"/>.</param>
/// <param name="Offered">How many there were to choose from.</param>
/// <param name="Tokens">What those shown take, estimated at four characters a token.</param>
public sealed record ToolsSelected(IReadOnlyList<string> Names, int Offered, int Tokens) : AgentEvent;

/// <summary>The conversation was too long for the model: the model call that follows does not read all of it. The conversation itself
/// keeps everything.</summary>
/// <param name="DroppedTurns">Whole turns left out, the oldest ones.</param>
/// <param name="DroppedMessages">Their messages, calls and results among them.</param>
/// <param name="ShortenedResults">The ids of calls whose results are read shortened, in order.</param>
/// <param name="Measure">The tokens of what is read.</param>
public sealed record ContextTrimmed(
    int DroppedTurns, IReadOnlyList<ChatMessage> DroppedMessages, IReadOnlyList<string> ShortenedResults, PromptMeasure Measure) : AgentEvent;

/// <summary>The model wrote a piece of its answer.</summary>
/// <param name="Text">The new piece, not the text so far.</param>
public sealed record TextDelta(string Text) : AgentEvent;

/// <summary>The model is writing a tool call. For display: nothing is dispatched before the call is whole and valid.</summary>
/// <param name="CallId">The id of the call; the whole call has the same unless the client reused one.</param>
/// <param name="Name">The tool's name, null while it is being written.</param>
/// <param name="ArgumentsText">All text of the arguments so far; <see cref="Arguments"/> reads it.</param>
public sealed record ToolCallGrowing(string CallId, string? Name, string ArgumentsText) : AgentEvent
{
    /// <summary>
    /// What is certain of the arguments: an object with the members written so far, a string as far as it goes, a literal from its
    /// first letter; a number only once something follows it, for 1 may become 10. Later events of the call only add to it, and
    /// the last holds the whole object. An undefined element before the object begins. Where the text is no JSON, what came before.
    /// </summary>
    /// <remarks>Made when it is asked for: the text is looked at once for all events of the call, the value made in time of its
    /// length.</remarks>
    public JsonElement Arguments => (Reader ?? new()).Read(ArgumentsText);

    /// <summary>Shared by the events of a call; no part of their identity.</summary>
    internal PartialJson? Reader { get; init; }

    /// <inheritdoc/>
    public bool Equals(ToolCallGrowing? other) =>
        other is not null && (CallId, Name, ArgumentsText) == (other.CallId, other.Name, other.ArgumentsText);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CallId, Name, ArgumentsText);
}

/// <summary>A model call ended.</summary>
/// <param name="FinishReason">Why the model stopped, as its client says; null when it does not.</param>
/// <param name="Usage">Tokens, as the client counts them; null when it does not.</param>
/// <param name="AdditionalProperties">What the client adds, the <c>edgeagent.*</c> entries of the local model among it.</param>
/// <param name="Elapsed">From the request to the last piece.</param>
public sealed record ModelCallFinished(
    ChatFinishReason? FinishReason, UsageDetails? Usage, AdditionalPropertiesDictionary? AdditionalProperties, TimeSpan Elapsed)
    : AgentEvent;

/// <summary>A call must be approved. With an approver its answer follows; without one the turn ends and can be resumed.</summary>
/// <param name="Request">The exact call, and the ways to answer.</param>
public sealed record ApprovalRequested(ApprovalRequest Request) : AgentEvent;

/// <summary>A handler starts: its arguments are valid and whatever had to be approved is.</summary>
/// <param name="Call">The call.</param>
public sealed record ToolCallStarted(ToolCall Call) : AgentEvent;

/// <summary>A tool call is over: <see cref="ToolCallSucceeded"/>, <see cref="ToolCallFailed"/> or <see cref="ToolCallDryRun"/>.</summary>
public abstract record ToolCallFinished : AgentEvent
{
    private protected ToolCallFinished(ToolCall call, TimeSpan elapsed) => (Call, Elapsed) = (call, elapsed);

    /// <summary>The call.</summary>
    public ToolCall Call { get; init; }

    /// <summary>The handler's time, retries included; zero when it did not run.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>A handler ended well.</summary>
/// <param name="Call">The call.</param>
/// <param name="Result">The whole result as JSON; the model may read a shortened one.</param>
/// <param name="Elapsed">The handler's time, retries included.</param>
public sealed record ToolCallSucceeded(ToolCall Call, JsonElement Result, TimeSpan Elapsed) : ToolCallFinished(Call, Elapsed)
{
    /// <summary>The failure for which <see cref="ToolOptions.Fallback"/> gave this result; null when the handler did.</summary>
    public ToolCallFailed? FallbackFor { get; init; }
}

/// <summary>A call gave no result. The model reads <see cref="Message"/> and the turn goes on unless a limit ends it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Failure">The kind of failure.</param>
/// <param name="Message">The text the model reads: short, and safe to show.</param>
/// <param name="Exception">For the caller alone: what the handler threw, or the time-out.</param>
/// <param name="Elapsed">The handler's time, retries included; zero when it did not run.</param>
public sealed record ToolCallFailed(
    ToolCall Call, ToolFailure Failure, string Message, Exception? Exception, TimeSpan Elapsed) : ToolCallFinished(Call, Elapsed)
{
    /// <summary>The handler went on after its token was cancelled, and was left behind: it may still change something.</summary>
    public bool HandlerAbandoned { get; init; }
}

/// <summary>A call that would have run, had it not been a dry run. The model reads that it did not.</summary>
/// <param name="Call">The call: known tool, valid arguments.</param>
/// <param name="Approval">What would have been needed before: <see cref="ToolApproval.Never"/> or <see cref="ToolApproval.Ask"/>.</param>
public sealed record ToolCallDryRun(ToolCall Call, ToolApproval Approval) : ToolCallFinished(Call, TimeSpan.Zero);

/// <summary>The turn is over; always the last event.</summary>
/// <param name="Result">What <see cref="Agent.RunAsync(AgentConversation, string, AgentTurnOptions?, CancellationToken)"/> returns for
/// the same turn.</param>
public sealed record TurnFinished(AgentTurnResult Result) : AgentEvent;
