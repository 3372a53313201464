using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.OpenAi;

/// <summary>A small client of OpenAI-compatible servers, as far as the tests need one.</summary>
/// <param name="server">The address that <c>chat/completions</c> is relative to.</param>
/// <param name="streams">Whether the streaming call streams; else it asks for a plain answer too.</param>
internal sealed class OpenAiChatClient(Uri server, bool streams = true) : IChatClient
{
    private readonly HttpClient _http = new() { BaseAddress = server };

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await SendAsync(OpenAiRequest.Write(messages, options, stream: false), HttpCompletionOption.ResponseContentRead, cancellationToken);
        JsonNode body = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
        JsonNode choice = body["choices"]![0]!, message = choice["message"]!;
        List<AIContent> contents = (string?)message["content"] is { Length: > 0 } text ? [new TextContent(text)] : [];
        foreach (JsonNode? call in message["tool_calls"] as JsonArray ?? [])
            contents.Add(Call((string)call!["id"]!, (string)call["function"]!["name"]!, (string)call["function"]!["arguments"]!));
        return new(new ChatMessage(ChatRole.Assistant, contents)) { FinishReason = Reason(choice), Usage = Usage(body), ModelId = (string?)body["model"] };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!streams)
        {
            foreach (ChatResponseUpdate whole in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return whole;
            yield break;
        }
        using HttpResponseMessage response = await SendAsync(OpenAiRequest.Write(messages, options, stream: true), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> calls = [];
        bool done = false;
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (done = item.Data == "[DONE]") break;
            JsonNode chunk = JsonNode.Parse(item.Data)!;
            ChatResponseUpdate update = new(ChatRole.Assistant, []) { MessageId = (string?)chunk["id"], ModelId = (string?)chunk["model"] };
            foreach (JsonNode? choice in chunk["choices"]!.AsArray()) Read(choice!, update, calls);
            if (Usage(chunk) is { } usage) update.Contents.Add(new UsageContent(usage));
            yield return update;
        }
        if (!done) throw new InvalidDataException("The stream ended before [DONE].");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _http.Dispose();

    private static void Read(JsonNode choice, ChatResponseUpdate update, SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> calls)
    {
        if ((string?)choice["delta"]!["content"] is { Length: > 0 } text) update.Contents.Add(new TextContent(text));
        foreach (JsonNode? piece in choice["delta"]!["tool_calls"] as JsonArray ?? [])
        {
            int index = (int)piece!["index"]!;
            if (!calls.ContainsKey(index)) calls.Add(index, ((string)piece["id"]!, (string)piece["function"]!["name"]!, new()));
            calls[index].Arguments.Append((string?)piece["function"]!["arguments"]);
        }
        update.FinishReason = Reason(choice);
        if (update.FinishReason is null) return;
        foreach ((string id, string name, StringBuilder arguments) in calls.Values) update.Contents.Add(Call(id, name, arguments.ToString()));
    }

    private async Task<HttpResponseMessage> SendAsync(JsonObject body, HttpCompletionOption read, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "chat/completions") { Content = JsonContent.Create(body) };
        HttpResponseMessage response = await _http.SendAsync(request, read, cancellationToken);
        return response.EnsureSuccessStatusCode();
    }

    private static FunctionCallContent Call(string id, string name, string arguments) => FunctionCallContent.CreateFromParsedArguments(
        arguments, id, name, static text => JsonSerializer.Deserialize<Dictionary<string, object?>>(text));

    private static ChatFinishReason? Reason(JsonNode choice) => (string?)choice["finish_reason"] is { } reason ? new ChatFinishReason(reason) : null;

    private static UsageDetails? Usage(JsonNode body) => body["usage"] is not { } usage ? null : new()
    {
        InputTokenCount = (long)usage["prompt_tokens"]!, OutputTokenCount = (long)usage["completion_tokens"]!, TotalTokenCount = (long)usage["total_tokens"]!,
    };
}
