using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>When the local model is not enough, and what happens then.</summary>
/// <remarks>Immutable; thread-safe if its functions are. A value outside its range is refused when it is set.</remarks>
public sealed record EscalationOptions
{
    /// <summary>Confidence (<see cref="CallConfidence.Call"/>) below which a call is doubted, 0 to 1. Default 0.8, below which half of the
    /// embedded model's calls were wrong (docs/performance.md, "Grounded arguments"). A call without a confidence is
    /// not doubted.</summary>
    public double MinConfidence
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(MinConfidence), value, "Give a confidence from 0 to 1.");
    } = 0.8;

    /// <summary>What happens to a doubted call. Default <see cref="DoubtAction.AskUser"/>.</summary>
    public DoubtAction Action { get; init; } = DoubtAction.AskUser;

    /// <summary>The other client, not disposed here. Default none: then nothing can leave, and what would have is asked about instead.</summary>
    public IChatClient? Remote { get; init; }

    /// <summary>Asked each time before anything is sent to <see cref="Remote"/>; it sees exactly what. Default none, and then nothing is
    /// sent.</summary>
    public Func<EscalationRequest, CancellationToken, ValueTask<bool>>? Allow { get; init; }

    /// <summary>What to send instead of the messages as they are: with names struck out, only the last turn. Default: as they are. Gets copies
    /// of the messages.</summary>
    public Func<IReadOnlyList<ChatMessage>, IReadOnlyList<ChatMessage>>? Redact { get; init; }

    /// <summary>Requests that the local model is not even asked: a topic, a language. Default none.</summary>
    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, bool>? IsBeyondLocal { get; init; }

    /// <summary>Whether a prompt that its <see cref="IPromptMeter"/> says is too long for the local model is escalated. Default true; without
    /// <see cref="Remote"/> and <see cref="Allow"/> the local model refuses it as ever.</summary>
    public bool WhenContextTooLong { get; init; } = true;

    /// <summary>The sentence of <see cref="DoubtAction.Abstain"/>. Default a short English one.</summary>
    public string AbstainText { get; init; } = "I am not sure what to do. Could you say it in other words?";
}
