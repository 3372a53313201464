using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Conformance;

/// <summary>A model without a model: it does what the options say by the simplest rules, a word a token.</summary>
internal sealed class ObedientChatClient : IChatClient
{
    private static readonly string[] Numbers = ["one ", "two ", "three ", "four ", "five ", "six ", "seven ", "eight ", "nine ", "ten"];
    private int _calls;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync([.. messages], options ?? new(), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata("obedient", null, "obedient-1");
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChatMessage[] messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Refuse(options);
        ChatFinishReason reason = ChatFinishReason.Stop;
        int limit = options.MaxOutputTokens ?? 100, said = 0;
        foreach (AIContent content in Cut(Answer(messages, options), options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            int tokens = content is FunctionCallContent ? 5 : 1;
            if (said + tokens > limit)
            {
                (reason, said) = (ChatFinishReason.Length, limit);
                break;
            }
            said += tokens;
            if (content is FunctionCallContent) reason = ChatFinishReason.ToolCalls;
            yield return Update(content);
        }
        cancellationToken.ThrowIfCancellationRequested();
        long prompt = messages.Sum(message => 1 + message.Text.Split(' ').Length) + (options.Instructions?.Split(' ').Length ?? 0);
        ChatResponseUpdate last = Update(new UsageContent(new() { InputTokenCount = prompt, OutputTokenCount = said, TotalTokenCount = prompt + said }));
        last.FinishReason = reason;
        yield return last;

        static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]) { MessageId = "answer" };
    }

    private static void Refuse(ChatOptions options)
    {
        string? name = options.ConversationId is not null ? nameof(options.ConversationId)
            : options.Temperature < 0 ? nameof(options.Temperature)
            : options.MaxOutputTokens < 1 ? nameof(options.MaxOutputTokens)
            : options.Reasoning is not null ? nameof(options.Reasoning)
            : options.Tools?.Any(tool => tool is not AIFunctionDeclaration) == true ? nameof(options.Tools)
            : options is { ToolMode: RequiredChatToolMode, Tools: not { Count: > 0 } } ? nameof(options.ToolMode) : null;
        if (name is not null) throw new NotSupportedException($"Not taken: {name}.");
    }

    private IEnumerable<AIContent> Answer(ChatMessage[] messages, ChatOptions options)
    {
        string asked = messages.Last(message => message.Role == ChatRole.User).Text;
        AIFunctionDeclaration[] tools = options.ToolMode is NoneChatToolMode ? [] : [.. (options.Tools ?? []).Cast<AIFunctionDeclaration>()];
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name }) tools = [.. tools.Where(tool => tool.Name == name)];
        if (messages[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result) return Words($"It says: {result.Result}");
        bool wanted = options.ToolMode is RequiredChatToolMode || (asked.Contains("weather", StringComparison.Ordinal) && tools.Length > 0);
        if (wanted)
        {
            string[] cities = [.. asked.Split(' ', '?', ',').Where(word => word is "Milan" or "Rome" or "Turin")];
            if (cities.Length == 0 || options.AllowMultipleToolCalls == false) cities = [cities.FirstOrDefault("Milan")];
            return cities.Select(city => new FunctionCallContent($"call_{Interlocked.Increment(ref _calls)}", tools[0].Name,
                Example(tools[0].JsonSchema, city).ToDictionary(member => member.Key, member => (object?)JsonSerializer.SerializeToElement(member.Value))));
        }
        if (options.ResponseFormat is ChatResponseFormatJson json) return Words(json.Schema is { } schema ? Example(schema, "Milan").ToJsonString() : "{}");
        int first = options.Temperature > 0 ? (int)((options.Seed ?? 0) % Numbers.Length) : 0;
        return Words(string.Concat([.. Numbers[first..], .. Numbers[..first]]));
    }

    private static JsonObject Example(JsonElement schema, string text)
    {
        JsonObject json = [];
        foreach (JsonProperty property in schema.GetProperty("properties").EnumerateObject())
        {
            json[property.Name] = property.Value.TryGetProperty("enum", out JsonElement values) ? JsonNode.Parse(values[0].GetRawText())
                : property.Value.TryGetProperty("minimum", out JsonElement least) ? JsonNode.Parse(least.GetRawText()) : text;
        }
        return json;
    }

    private static IEnumerable<AIContent> Words(string text) => text.Split(' ').Select((word, i) => new TextContent(i == 0 ? word : $" {word}"));

    private static IEnumerable<AIContent> Cut(IEnumerable<AIContent> contents, ChatOptions options)
    {
        if (options.StopSequences is not { Count: > 0 } stops) return contents;
        AIContent[] all = [.. contents];
        string text = string.Concat(all.OfType<TextContent>().Select(content => content.Text));
        int end = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        return end < 0 ? all : Words(text[..end]);
    }
}
