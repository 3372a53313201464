using System.Text.Json.Nodes;

namespace EdgeAgent.Testing;

/// <summary>A recorded request with its answer.</summary>
internal sealed class TranscriptExchange(JsonObject request)
{
    public JsonObject Request { get; } = request;

    public List<TranscriptUpdate> Updates { get; } = [];

    /// <summary>Why the answer ends after its updates: the type of the exception, or null while no end was recorded.</summary>
    public string? Failure { get; set; } = "the recording stopped, or the answer was not read to its end";

    /// <summary>The answer ended well.</summary>
    public void End() => Failure = null;
}
