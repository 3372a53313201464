using EdgeAgent.Agents.Loop;
using EdgeAgent.Agents.Telemetry;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Extraction;

/// <summary>Asks a model for one value, and again with what was wrong.</summary>
internal static class Extractor
{
    public static async Task<T> RunAsync<T>(AgentSetup setup, string text, ExtractionOptions options, CancellationToken cancellationToken)
    {
        ExtractionTarget<T> target = new(options.SerializerOptions);
        ChatOptions request = setup.Options.ChatOptions?.Clone() ?? new();
        request.MaxOutputTokens = Math.Min(request.MaxOutputTokens ?? int.MaxValue, options.MaxOutputTokens);
        request.ResponseFormat = ChatResponseFormat.ForJsonSchema(target.Schema, "value");
        List<ChatMessage> messages = [new(ChatRole.System, Instructions(options, target.Schema.GetRawText())), new(ChatRole.User, text)];
        string wrong = "";
        for (int attempt = 1; attempt <= options.MaxAttempts; attempt++)
        {
            ChatResponse response = await AskAsync(setup, messages, request, cancellationToken).ConfigureAwait(false);
            if (response.FinishReason == ChatFinishReason.Length)
            {
                throw new AgentException("EA6037", $"The answer did not end within {request.MaxOutputTokens} tokens.", $"extraction of {typeof(T).Name}",
                    "Raise ExtractionOptions.MaxOutputTokens, or extract less at a time.");
            }
            if (target.Read(response.Text, out T? value) is not { } error) return value!;
            wrong = error;
            messages.Add(new(ChatRole.Assistant, response.Text));
            messages.Add(new(ChatRole.User, $"That is not right: {error}. Write the JSON value again."));
        }
        throw new AgentException("EA6038", $"No answer was a {typeof(T).Name}; of the last one: {wrong}.", $"extraction of {typeof(T).Name}",
            "Use a client that honours ChatOptions.ResponseFormat (the local model does), allow more attempts, or make members nullable that a text may not tell.");
    }

    private static async Task<ChatResponse> AskAsync(
        AgentSetup setup, List<ChatMessage> messages, ChatOptions request, CancellationToken cancellationToken)
    {
        using ModelCallTrace? trace = ModelCallTrace.Start(setup, messages, request, conversationId: null, streams: false);
        try
        {
            ChatResponse response = await setup.Client.GetResponseAsync(messages, request, cancellationToken).ConfigureAwait(false);
            trace?.Finished(response);
            return response;
        }
        catch (Exception e)
        {
            trace?.Failed(SpanErrors.Of(e));
            throw;
        }
    }

    private static string Instructions(ExtractionOptions options, string schema) =>
        options.ShowSchema ? $"{options.Instructions}\n\nIts JSON Schema:\n{schema}" : options.Instructions;
}
