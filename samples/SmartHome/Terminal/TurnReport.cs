using System.Globalization;
using EdgeAgent;
using EdgeAgent.Agents;

namespace SmartHome.Terminal;

/// <summary>What a turn came to: its result, and the times and tokens of its model calls added up.</summary>
public sealed record TurnReport
{
    /// <summary>How the turn ended; null while it runs.</summary>
    public AgentTurnResult? Result { get; init; }

    /// <summary>Loading the model, where this turn had to wait for it.</summary>
    public TimeSpan? Load { get; init; }

    /// <summary>From the user's sentence to the start of the first handler; null where none ran.</summary>
    public TimeSpan? ToHandler { get; init; }

    /// <summary>Prefill of all model calls.</summary>
    public TimeSpan Prefill { get; init; }

    /// <summary>Decode steps of all model calls.</summary>
    public TimeSpan Decode { get; init; }

    /// <summary>From the user's sentence to the end of the answer.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>Model calls made.</summary>
    public int ModelCalls { get; init; }

    /// <summary>Tokens of the prompts; <see cref="CachedTokens"/> of them were not computed again.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Prompt tokens that the KV cache had already.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Tokens chosen from logits.</summary>
    public int DecodedTokens { get; init; }

    /// <summary>Tokens that the grammar left no choice about.</summary>
    public int ForcedTokens { get; init; }

    /// <summary>How a program that ran only this turn ends: a limit or a failed last call is a failure, also if the model went on.</summary>
    public int ExitCode => Result?.StopReason switch
    {
        StopReason.Completed => Result.ToolCalls is [.., ToolCallFailed] ? ExitCodes.Failed : ExitCodes.Done,
        StopReason.ApprovalPending or StopReason.ContentFilter or null => ExitCodes.Failed,
        _ => ExitCodes.Limit,
    };

    /// <summary>Adds a model call; a client without timings adds only to the count.</summary>
    public TurnReport With(ModelCallFinished call) =>
        call.AdditionalProperties?.TryGetValue(ModelCallTimings.Key, out ModelCallTimings? timings) == true && timings is not null
            ? this with
            {
                ModelCalls = ModelCalls + 1,
                Prefill = Prefill + timings.Prefill,
                Decode = Decode + timings.Decode,
                PromptTokens = PromptTokens + timings.PromptTokens,
                CachedTokens = CachedTokens + timings.CachedTokens,
                DecodedTokens = DecodedTokens + timings.DecodedTokens,
                ForcedTokens = ForcedTokens + timings.ForcedTokens,
            }
            : this with { ModelCalls = ModelCalls + 1 };

    /// <summary>The line under the answer.</summary>
    public override string ToString()
    {
        string load = Load is { } loaded ? $"load {Text(loaded)}, " : "";
        string handler = ToHandler is { } reached ? $", to handler {Text(reached)}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{load}prefill {Text(Prefill)}, decode {Text(Decode)}{handler}, total {Text(Total)} · "
            + $"tokens: prompt {PromptTokens:N0}, cached {CachedTokens:N0}, decoded {DecodedTokens:N0}, forced {ForcedTokens:N0} · "
            + $"{ModelCalls} model call{(ModelCalls == 1 ? "" : "s")}");
    }

    private static string Text(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");
}
