using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>The attributes of the span of a model call.</summary>
internal static class ModelCallTags
{
    public static void Request(Activity span, ChatOptions options, bool streams)
    {
        Set(span, GenAiNames.RequestMaxTokens, options.MaxOutputTokens);
        Set(span, GenAiNames.RequestTemperature, options.Temperature);
        Set(span, GenAiNames.RequestTopP, options.TopP);
        Set(span, GenAiNames.RequestTopK, options.TopK);
        Set(span, GenAiNames.RequestSeed, options.Seed);
        Set(span, GenAiNames.RequestFrequencyPenalty, options.FrequencyPenalty);
        Set(span, GenAiNames.RequestPresencePenalty, options.PresencePenalty);
        if (options.StopSequences is { Count: > 0 } stops) span.SetTag(GenAiNames.RequestStopSequences, stops.ToArray());
        if (options.ResponseFormat is { } format)
            span.SetTag(GenAiNames.OutputType, format is ChatResponseFormatJson ? "json" : "text");
        if (streams) span.SetTag(GenAiNames.RequestStream, true);
    }

    public static void RequestContent(Activity span, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        span.SetTag(GenAiNames.InputMessages, MessageJson.Write(messages));
        if (options.Tools is { Count: > 0 } tools) span.SetTag(GenAiNames.ToolDefinitions, MessageJson.Write(tools));
    }

    public static void Response(Activity span, ChatResponse response)
    {
        if (response.ResponseId is { } id) span.SetTag(GenAiNames.ResponseId, id);
        if (response.ModelId is { } model) span.SetTag(GenAiNames.ResponseModel, model);
        if (response.FinishReason is { } reason) span.SetTag(GenAiNames.ResponseFinishReasons, new[] { reason.Value });
        if (response.Usage is { } usage) Usage(span, usage);
        FunctionCallContent[] calls = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
        CallConfidence[] sure = [.. calls.Select(c => c.AdditionalProperties?.GetValueOrDefault(CallConfidence.Key)).OfType<CallConfidence>()];
        if (sure.Length > 0) span.SetTag(OwnNames.Confidence, sure.Min(c => c.Call));
        int repairs = calls.Sum(c => (c.AdditionalProperties?.GetValueOrDefault(ToolCallRepair.Key) as IReadOnlyCollection<ToolCallRepair>)?.Count ?? 0);
        if (repairs > 0) span.SetTag(OwnNames.Repairs, repairs);
        if (response.AdditionalProperties?.GetValueOrDefault(OwnNames.ExecutionProvider) is string provider)
            span.SetTag(OwnNames.ExecutionProvider, provider);
        if (response.AdditionalProperties?.GetValueOrDefault(EscalationNote.Key) is EscalationNote note)
        {
            span.SetTag(OwnNames.EscalationReason, SpanErrors.Word(note.Reason));
            span.SetTag(OwnNames.EscalationOutcome, SpanErrors.Word(note.Outcome));
        }
    }

    /// <summary>The token counts that a client gave, of a call or of a turn.</summary>
    public static void Usage(Activity span, UsageDetails usage)
    {
        Set(span, GenAiNames.UsageInputTokens, usage.InputTokenCount);
        Set(span, GenAiNames.UsageOutputTokens, usage.OutputTokenCount);
        Set(span, GenAiNames.UsageCacheReadInputTokens, usage.CachedInputTokenCount);
        Set(span, GenAiNames.UsageReasoningOutputTokens, usage.ReasoningTokenCount);
        Set(span, OwnNames.ForcedTokens, Forced(usage));
        Set(span, OwnNames.ForcedTokenShare, ForcedShare(usage));
    }

    /// <summary>Share of an answer's tokens that the grammar left no choice about; null where the client does not tell.</summary>
    public static double? ForcedShare(UsageDetails usage) =>
        Forced(usage) is { } forced && usage.OutputTokenCount is > 0 and { } output ? (double)forced / output : null;

    private static long? Forced(UsageDetails usage) =>
        usage.AdditionalCounts is { } counts && counts.TryGetValue(OwnNames.ForcedTokens, out long forced) ? forced : null;

    private static void Set<T>(Activity span, string name, T? value) where T : struct
    {
        if (value is { } known) span.SetTag(name, known);
    }
}
