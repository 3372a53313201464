using EdgeAgent.Agents;
using EdgeAgent.Inference.Sampling;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>Which options of a request the local model honours: what it cannot is refused by name, never ignored.</summary>
/// <remarks>A test holds every property of <see cref="ChatOptions"/> to one of the two.</remarks>
internal static class ChatOptionRules
{
    /// <summary>Refuses what no model call of this client can honour.</summary>
    /// <exception cref="LocalModelException">EA5503: such an option is set.</exception>
    public static void RefuseUnsupported(LocalModel model, ChatOptions? options)
    {
        if (options is null) return;
        if (options.ConversationId is not null) throw Refused("a stored conversation", "ChatOptions.ConversationId", "Send the messages with each request.");
        if (options.ModelId is { } id && id != model.Package.Descriptor.Id)
            throw Refused($"the model {id}", "ChatOptions.ModelId", $"This client has {model.Package.Descriptor.Id}: load another model for another client.");
        if (options.MaxOutputTokens is < 1) throw Refused($"{options.MaxOutputTokens} output tokens", "ChatOptions.MaxOutputTokens", "Allow one token at least.");
        if (options.ContinuationToken is not null) throw Refused("a continuation token", "ChatOptions.ContinuationToken", "Leave it out: this client gives none, every answer comes whole.");
        if (options.RawRepresentationFactory is not null)
            throw Refused("raw options", "ChatOptions.RawRepresentationFactory", "Leave it out: there is nothing behind these options; LocalChatOptions has the client's own.");
        foreach (string key in options.AdditionalProperties?.Keys.Where(key => key != ToolGrounding.Key) ?? [])
            throw Refused($"the additional property '{key}'", $"ChatOptions.AdditionalProperties[\"{key}\"]", $"Leave it out: this client knows {ToolGrounding.Key} alone.");
        RefuseFormat(options.ResponseFormat);
        RefuseReasoning(options.Reasoning);
        RefuseStops(options);
    }

    private static void RefuseFormat(ChatResponseFormat? format)
    {
        if (format is not (null or ChatResponseFormatText or ChatResponseFormatJson))
            throw Refused($"the response format {format.GetType().Name}", "ChatOptions.ResponseFormat", "Use Text, Json or ForJsonSchema.");
    }

    /// <summary>Templates that know a switch for it are told not to: greedy small models think in circles, and the thoughts would count as the answer.</summary>
    private static void RefuseReasoning(ReasoningOptions? reasoning)
    {
        if (reasoning?.Effort is { } effort and not ReasoningEffort.None)
            throw Refused($"the reasoning effort {effort}", "ChatOptions.Reasoning.Effort", "Leave it out, or say None: models with a switch for reasoning run with it off.");
        if (reasoning?.Output is { } output and not ReasoningOutput.None)
            throw Refused($"the reasoning output {output}", "ChatOptions.Reasoning.Output", "Leave it out, or say None: nothing is reasoned apart from the answer.");
    }

    private static void RefuseStops(ChatOptions options)
    {
        if (options.StopSequences is not { Count: > 0 } stops) return;
        for (int i = 0; i < stops.Count; i++)
        {
            if (string.IsNullOrEmpty(stops[i])) throw Refused("an empty stop sequence", $"ChatOptions.StopSequences[{i}]", "Give one character at least.");
            if (char.IsLowSurrogate(stops[i][0]) || char.IsHighSurrogate(stops[i][^1]))
                throw Refused("a stop sequence with half a character at its end", $"ChatOptions.StopSequences[{i}]", "Give both halves of the surrogate pair.");
        }
        if (options.ResponseFormat is ChatResponseFormatJson)
            throw Refused("stop sequences beside a JSON answer, which they would cut", "ChatOptions.StopSequences", "Leave them out: the document ends when it is whole.");
    }

    /// <summary>How tokens are chosen: what the request says, and else the client's defaults.</summary>
    /// <remarks>Where both leave the temperature out decoding is greedy, and top-p, top-k and the seed choose among one token.</remarks>
    /// <exception cref="LocalModelException">EA5503: a number is out of its range.</exception>
    public static SamplingOptions Sampling(ChatOptions? options, SamplingOptions defaults)
    {
        if (options is null) return defaults;
        SamplingOptions sampling = options.Seed is long seed ? defaults with { Seed = seed } : defaults;
        Set(options.Temperature, "Temperature", "0 to 100", value => sampling with { Temperature = value });
        Set(options.TopP, "TopP", "above 0, to 1", value => sampling with { TopP = value });
        Set(options.TopK, "TopK", "1 or more", value => sampling with { TopK = value });
        Set(options.FrequencyPenalty, "FrequencyPenalty", "-2 to 2", value => sampling with { FrequencyPenalty = value });
        Set(options.PresencePenalty, "PresencePenalty", "-2 to 2", value => sampling with { PresencePenalty = value });
        return sampling;

        void Set<T>(T? value, string name, string range, Func<T, SamplingOptions> change) where T : struct
        {
            try
            {
                if (value is T given) sampling = change(given);
            }
            catch (ArgumentOutOfRangeException)
            {
                throw Refused($"{name} {value}", $"ChatOptions.{name}", $"Give {range}, or leave it out.");
            }
        }
    }

    /// <summary>The error of an option that cannot be honoured.</summary>
    public static LocalModelException Refused(string what, string where, string fix) => new("EA5503", $"The local model does not take {what}.", where, fix);
}
