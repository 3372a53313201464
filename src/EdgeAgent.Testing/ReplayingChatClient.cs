using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>Answers as a recorded client did, request after request, and fails where a request is not the recorded one.</summary>
/// <remarks>
/// For tests of tools, prompts and policies with a real model's answers, without the model: fast, offline, the same each time. A request that
/// differs throws with a list of what differs. The streaming and the plain call answer the same, whichever was recorded. Requests take the
/// recorded answers in the order they come. Thread-safe. After the test, <see cref="VerifyFinished"/> says whether all was asked.
/// </remarks>
/// <example><code>
/// using ReplayingChatClient model = new(Transcript.Load("Transcripts/kitchen.jsonl"));
/// AgentTurnResult result = await new Agent(model, options).RunAsync(new AgentConversation(), "Turn on the kitchen light");
/// model.VerifyFinished();
/// </code></example>
public sealed class ReplayingChatClient : IChatClient
{
    private readonly Transcript _transcript;
    private readonly ReplayOptions _options;
    private int _requests;

    /// <summary>Makes the client.</summary>
    /// <param name="transcript">What was recorded.</param>
    /// <param name="options">What must be the same; null takes the defaults.</param>
    public ReplayingChatClient(Transcript transcript, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        (_transcript, _options) = (transcript, options ?? new());
    }

    /// <summary>Recorded requests that nobody has made yet.</summary>
    public int Remaining => Math.Max(0, _transcript.Count - Volatile.Read(ref _requests));

    /// <summary>Fails when something was recorded that nobody asked for.</summary>
    /// <exception cref="AgentTestException">EA6905: recorded requests are left.</exception>
    public void VerifyFinished()
    {
        if (Remaining == 0) return;
        throw new AgentTestException("EA6905", $"{Remaining} of {_transcript.Count} recorded requests were not made.",
            $"request {_transcript.Count - Remaining + 1}", "See why the run was shorter than the recorded one, or record it anew.");
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync(TranscriptRequest.Write(messages, options), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(JsonObject request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (TranscriptExchange exchange, string where) = Take(request);
        long start = _options.TimeProvider.GetTimestamp();
        foreach (TranscriptUpdate update in exchange.Updates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_options.KeepTimes && update.Time - _options.TimeProvider.GetElapsedTime(start) is { } left && left > TimeSpan.Zero)
                await Task.Delay(left, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            yield return update.Make();
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (exchange.Failure is { } failure)
        {
            throw new AgentTestException("EA6906", $"The recorded answer did not end here: {failure}.", where,
                "A run that fails where the recorded one did is the same; record it anew to have it succeed.");
        }
    }

    private (TranscriptExchange Exchange, string Where) Take(JsonObject request)
    {
        int place = Interlocked.Increment(ref _requests) - 1;
        string where = $"request {place + 1} of {_transcript.Count}";
        if (place >= _transcript.Count)
        {
            throw new AgentTestException("EA6904", $"The model was asked once more than was recorded, {_transcript.Count} times.", where,
                "See why the run was longer than the recorded one, or record it anew.");
        }
        TranscriptExchange exchange = _transcript.Exchanges[place];
        string difference = TranscriptDifference.Between(
            TranscriptRequest.Comparable(exchange.Request, _options.Matching), TranscriptRequest.Comparable(request, _options.Matching));
        if (difference.Length == 0) return (exchange, where);
        throw new AgentTestException("EA6903", $"The request is not the recorded one:{difference}\n", where,
            "Mend what changed it; record it anew if the change is meant, or compare with TranscriptMatching.Lenient.");
    }
}
