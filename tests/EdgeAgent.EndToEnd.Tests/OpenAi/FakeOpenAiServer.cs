using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.EndToEnd.Tests.OpenAi;

/// <summary>A server on the loopback interface that speaks OpenAI's <c>/v1/chat/completions</c>, plain and as server-sent events, and says what it
/// was told to say.</summary>
/// <remarks>As real ones do it refuses a history in which a tool call has no result. Format: OpenAI's API reference, "Chat Completions".</remarks>
internal sealed class FakeOpenAiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeReply> _replies;
    private readonly ConcurrentQueue<JsonObject> _requests = [];
    private readonly TaskCompletionSource _clientLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ids;

    private FakeOpenAiServer(WebApplication app, IEnumerable<FakeReply> replies) => (_app, _replies) = (app, new(replies));

    public Uri Address => new(_app.Urls.First() + "/v1/");

    /// <summary>The bodies of all requests that arrived.</summary>
    public JsonObject[] Requests => [.. _requests];

    /// <summary>Ends when the client of a reply that hangs has gone away.</summary>
    public Task ClientLeft => _clientLeft.Task;

    public static async Task<FakeOpenAiServer> StartAsync(params FakeReply[] replies)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        FakeOpenAiServer server = new(app, replies);
        app.MapPost("/v1/chat/completions", server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        JsonObject request = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        _requests.Enqueue(request);
        if (Wrong((JsonArray)request["messages"]!) is { } wrong) await FailAsync(context, 400, wrong);
        else if (!_replies.TryDequeue(out FakeReply? reply)) await FailAsync(context, 500, "no reply is left");
        else if (reply.Status != 200) await FailAsync(context, reply.Status, "as it was told");
        else if ((bool?)request["stream"] == true) await StreamAsync(context, reply);
        else await PlainAsync(context, reply);
    }

    /// <summary>What a server would say against the history.</summary>
    private static string? Wrong(JsonArray messages)
    {
        HashSet<string> open = [];
        foreach (JsonNode? message in messages)
        {
            if ((string?)message!["role"] == "tool")
            {
                if (!open.Remove((string)message["tool_call_id"]!)) return $"the result of {message["tool_call_id"]} has no call";
                continue;
            }
            if (open.Count > 0) return $"the call {open.First()} has no result";
            foreach (JsonNode? call in message["tool_calls"] as JsonArray ?? []) open.Add((string)call!["id"]!);
        }
        return open.Count > 0 ? $"the call {open.First()} has no result" : null;
    }

    private static async Task FailAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(new JsonObject { ["error"] = new JsonObject { ["message"] = message } }.ToJsonString());
    }

    private async Task PlainAsync(HttpContext context, FakeReply reply)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = reply.Text.Length > 0 ? string.Concat(reply.Text) : null };
        if (reply.Calls.Length > 0) message["tool_calls"] = new JsonArray([.. reply.Calls.Select(call => Call(call.Name, call.Arguments))]);
        string body = new JsonObject
        {
            ["id"] = "chatcmpl-1", ["object"] = "chat.completion", ["model"] = "fake",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = Reason(reply) }), ["usage"] = Usage(),
        }.ToJsonString();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (reply.Hangs) await HangAsync(context);
        await context.Response.WriteAsync(body[..(reply.CutAfter ?? body.Length)], context.RequestAborted);
        if (reply.CutAfter is not null) await BreakAsync(context);
    }

    private async Task StreamAsync(HttpContext context, FakeReply reply)
    {
        context.Response.ContentType = "text/event-stream";
        int sent = 0;
        foreach (JsonObject chunk in Chunks(reply))
        {
            if (sent == reply.CutAfter)
            {
                await BreakAsync(context);
                return;
            }
            await context.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            sent++;
            if (reply.Hangs) await HangAsync(context);
        }
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private IEnumerable<JsonObject> Chunks(FakeReply reply)
    {
        yield return Chunk(new() { ["role"] = "assistant", ["content"] = "" });
        foreach (string piece in reply.Text) yield return Chunk(new() { ["content"] = piece });
        foreach ((int index, (string name, string arguments)) in reply.Calls.Index())
        {
            JsonObject opened = Call(name, "");
            opened["index"] = index;
            yield return Chunk(new() { ["tool_calls"] = new JsonArray(opened) });
            foreach (char[] piece in arguments.Chunk(5)) // as models stream them: cut anywhere
            {
                JsonObject more = new() { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = new string(piece) } };
                yield return Chunk(new() { ["tool_calls"] = new JsonArray(more) });
            }
        }
        yield return Chunk([], Reason(reply));
        yield return new() { ["id"] = "chatcmpl-1", ["object"] = "chat.completion.chunk", ["choices"] = new JsonArray(), ["usage"] = Usage() };
    }

    private static JsonObject Chunk(JsonObject delta, string? reason = null) => new()
    {
        ["id"] = "chatcmpl-1", ["object"] = "chat.completion.chunk", ["model"] = "fake",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }),
    };

    private JsonObject Call(string name, string arguments) => new()
    {
        ["id"] = $"call_{Interlocked.Increment(ref _ids)}", ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
    };

    private static JsonObject Usage() => new() { ["prompt_tokens"] = 10, ["completion_tokens"] = 4, ["total_tokens"] = 14 };

    private static string Reason(FakeReply reply) => reply.FinishReason ?? (reply.Calls.Length > 0 ? "tool_calls" : "stop");

    /// <summary>Sends what is there, and then no more and no end.</summary>
    private static async Task BreakAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(20, context.RequestAborted); // what was sent arrives before the connection is reset
        context.Abort();
    }

    private async Task HangAsync(HttpContext context)
    {
        using CancellationTokenRegistration left = context.RequestAborted.Register(_clientLeft.SetResult);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }
}
