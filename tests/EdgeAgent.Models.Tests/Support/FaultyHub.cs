using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>A hub on this machine that answers as huggingface.co does, and fails as it is told to.</summary>
internal sealed class FaultyHub : IAsyncDisposable
{
    public const string Repository = "maker/small";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _application;
    private long _sent;

    private FaultyHub(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First());

    /// <summary>The files, by name.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>What is sent instead of a file; the list still tells of the file.</summary>
    public ConcurrentDictionary<string, byte[]> Instead { get; } = new();

    public bool Ranges { get; set; } = true;

    /// <summary>Whether the list tells sha256 of large files, as of large file storage; otherwise all have git ids.</summary>
    public bool LargeFiles { get; set; } = true;

    /// <summary>Whether it sends Content-Length.</summary>
    public bool Lengths { get; set; } = true;

    /// <summary>Given the bytes an answer would have, after how many the connection is cut; null for never.</summary>
    public Func<long, long?> Cut { get; set; } = static _ => null;

    /// <summary>
    /// Whether the client has the bytes of a file before this one. A cut waits for it: what still lies in buffers is lost with the connection,
    /// and how much that is would be chance.
    /// </summary>
    public Func<long, bool> HasArrived { get; set; } = static _ => true;

    /// <summary>Statuses for the next requests, with Retry-After.</summary>
    public ConcurrentQueue<(int Status, string? RetryAfter)> Busy { get; } = new();

    /// <summary>Answers to files that send this many bytes and then nothing until the client goes.</summary>
    public ConcurrentQueue<int> Stalls { get; } = new();

    /// <summary>Another server for the content, as a content network is.</summary>
    public Uri? Content { get; set; }

    /// <summary>Sent instead of the list of files.</summary>
    public string? List { get; set; }

    /// <summary>The token without which nothing is given.</summary>
    public string? Token { get; set; }

    public ConcurrentQueue<(string Path, string? Authorization)> Requests { get; } = new();

    /// <summary>Bytes of files that were sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public static async Task<FaultyHub> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        FaultyHub hub = new(builder.Build());
        hub._application.Run(hub.AnswerAsync);
        await hub._application.StartAsync();
        return hub;
    }

    public static byte[] RandomBytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        string? authorization = context.Request.Headers.Authorization;
        Requests.Enqueue((path, authorization));
        if (Busy.TryDequeue(out (int Status, string? RetryAfter) busy))
        {
            context.Response.StatusCode = busy.Status;
            if (busy.RetryAfter is not null) context.Response.Headers.RetryAfter = busy.RetryAfter;
            return Task.CompletedTask;
        }
        if (Token is not null && authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }
        if (path.StartsWith($"/api/models/{Repository}/revision/", StringComparison.Ordinal)) return ListAsync(context);
        string? name = path.StartsWith($"/{Repository}/resolve/", StringComparison.Ordinal) ? path.Split('/', 6)[^1] : null;
        if (name is null || !Files.TryGetValue(name, out byte[]? content))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }
        if (Content is not null)
        {
            context.Response.Redirect(new Uri(Content, path + "?signature=secret").AbsoluteUri);
            return Task.CompletedTask;
        }
        return SendAsync(context, Instead.GetValueOrDefault(name, content));
    }

    private Task ListAsync(HttpContext context)
    {
        if (List is not null) return context.Response.WriteAsync(List);
        JsonArray files = [.. Files.OrderBy(static file => file.Key).Select(JsonNode (file) =>
        {
            JsonObject one = new() { ["rfilename"] = file.Key, ["size"] = file.Value.Length, ["blobId"] = GitId(file.Value), ["unknown"] = 1 };
            if (LargeFiles && file.Value.Length > 4096)
                one["lfs"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Value)), ["size"] = file.Value.Length, ["pointerSize"] = 134 };
            return one;
        })];
        return context.Response.WriteAsync(new JsonObject { ["sha"] = Commit, ["siblings"] = files, ["gated"] = false }.ToJsonString());
    }

    private async Task SendAsync(HttpContext context, byte[] content)
    {
        (int from, int to) = (0, content.Length - 1);
        if (Ranges && context.Request.GetTypedHeaders().Range?.Ranges.Single() is { } range)
        {
            (from, to) = ((int)(range.From ?? 0), (int)Math.Min(range.To ?? to, to));
            if (from > to)
            {
                context.Response.StatusCode = 416;
                return;
            }
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{content.Length}");
        }
        int length = to - from + 1;
        if (Lengths) context.Response.ContentLength = length;
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        bool stalls = Stalls.TryDequeue(out int before);
        int end = from + (stalls ? Math.Min(before, length) : (int)Math.Min(Cut(length) ?? length, length));
        for (int at = from; at < end;)
        {
            int count = Math.Min(16 << 10, end - at);
            Interlocked.Add(ref _sent, count);
            await context.Response.Body.WriteAsync(content.AsMemory(at, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            at += count;
        }
        if (stalls) await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        else if (end < to + 1)
        {
            while (end > from && !HasArrived(end)) await Task.Delay(1, context.RequestAborted);
            context.Abort();
        }
    }

    private static string GitId(byte[] content)
    {
        byte[] header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0"));
#pragma warning disable CA5350 // Git's ids are SHA-1.
        return Convert.ToHexStringLower(SHA1.HashData([.. header, .. content]));
#pragma warning restore CA5350
    }
}
