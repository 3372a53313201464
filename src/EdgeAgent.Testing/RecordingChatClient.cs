using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>Writes down what a client is asked and what it answers, for a <see cref="ReplayingChatClient"/> to repeat.</summary>
/// <remarks>
/// Passes requests and answers on as they are. Recorded are messages, tools, the options that a model obeys, and the updates of the answer;
/// never additional properties (but for <see cref="EdgeAgent.Agents.CallConfidence"/>), raw representations, the client's address or keys, or
/// the text of exceptions. What is said stands there as it was said: record no conversation that must not be kept. Each line is written when
/// it is known, so that a test that crashes leaves what came before. Thread-safe if the inner client is. Disposes the inner client and the
/// writer. See <see cref="Transcript"/> for the format.
/// </remarks>
/// <example><code>
/// using RecordingChatClient client = RecordingChatClient.ToFile(realClient, "Transcripts/kitchen.jsonl");
/// await new Agent(client, options).RunAsync(new AgentConversation(), "Turn on the kitchen light");
/// </code></example>
public sealed class RecordingChatClient : DelegatingChatClient
{
    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly RecordingOptions _options;
    private readonly TranscriptIds _ids = new();
    private int _requests;

    /// <summary>Wraps a client.</summary>
    /// <param name="innerClient">The client to record.</param>
    /// <param name="writer">Where the lines go; disposed with this client.</param>
    /// <param name="options">Times; null takes the defaults.</param>
    public RecordingChatClient(IChatClient innerClient, TextWriter writer, RecordingOptions? options = null)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(writer);
        (_writer, _options) = (writer, options ?? new());
        Write(new() { [Transcript.VersionName] = Transcript.Version });
    }

    /// <summary>Wraps a client and records into a file, which is written anew.</summary>
    /// <param name="innerClient">The client to record.</param>
    /// <param name="path">The file; its folder is made where there is none.</param>
    /// <param name="options">Times; null takes the defaults.</param>
    public static RecordingChatClient ToFile(IChatClient innerClient, string path, RecordingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new(innerClient, new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), options);
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] asked = [.. messages];
        (int number, long start) = Begin(asked, options);
        ChatResponse response;
        try
        {
            response = await base.GetResponseAsync(asked, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(number, e);
            throw;
        }
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) Write(number, start, update);
        End(number);
        return response;
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync([.. messages], options, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _writer.Dispose();
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        ChatMessage[] messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (int number, long start) = Begin(messages, options);
        IAsyncEnumerator<ChatResponseUpdate> updates =
            base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            while (await NextAsync(updates, number).ConfigureAwait(false))
            {
                Write(number, start, updates.Current); // before the reader has it, who may change it
                yield return updates.Current;
            }
        }
        End(number);
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, int number)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(number, e);
            throw;
        }
    }

    private (int Number, long Start) Begin(ChatMessage[] messages, ChatOptions? options)
    {
        JsonObject request = TranscriptRequest.Write(messages, options);
        lock (_lock)
        {
            _ids.RenameAll((JsonArray)request["messages"]!);
            Write(new() { ["n"] = ++_requests, ["request"] = request });
            return (_requests, _options.TimeProvider.GetTimestamp());
        }
    }

    private void Write(int number, long start, ChatResponseUpdate update)
    {
        JsonObject line = new() { ["n"] = number };
        if (_options.IncludeTimes) line["ms"] = Math.Round(_options.TimeProvider.GetElapsedTime(start).TotalMilliseconds, 3);
        lock (_lock)
        {
            line["update"] = TranscriptUpdate.Write(update, _ids);
            Write(line);
        }
    }

    private void End(int number) => Write(new() { ["n"] = number, ["end"] = true });

    private void Fail(int number, Exception exception) => Write(new() { ["n"] = number, ["failed"] = exception.GetType().FullName });

    private void Write(JsonObject line)
    {
        lock (_lock)
        {
            _writer.Write(TranscriptJson.Line(line) + "\n");
            _writer.Flush();
        }
    }
}
