using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Testing;

/// <summary>Requests to a model and its answers, recorded by a <see cref="RecordingChatClient"/>.</summary>
/// <remarks>
/// JSON lines in UTF-8. The first is <c>{"edgeAgentTranscript": 1}</c>, the version; then, with the number <c>n</c> of their request,
/// <c>{"n": 1, "request": {"messages": […], "options": {…}}}</c>, <c>{"n": 1, "update": {…}}</c> for each piece of the answer, with
/// <c>"ms"</c> where times were recorded, and last <c>{"n": 1, "end": true}</c> or <c>{"n": 1, "failed": "System.IO.IOException"}</c>.
/// Contents stand as Microsoft.Extensions.AI writes them. Members that this version does not know are ignored. Immutable.
/// </remarks>
public sealed class Transcript
{
    /// <summary>Bytes of a transcript at most: 64 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    internal const int Version = 1;
    internal const string VersionName = "edgeAgentTranscript";

    private Transcript(IReadOnlyList<TranscriptExchange> exchanges) => Exchanges = exchanges;

    /// <summary>Requests recorded.</summary>
    public int Count => Exchanges.Count;

    internal IReadOnlyList<TranscriptExchange> Exchanges { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AgentTestException">EA6901: damaged, and where; EA6902: recorded by a newer version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Transcript Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path).Length > MaxBytes) throw TooLong(path);
        return Read(File.ReadAllText(path, Encoding.UTF8), path);
    }

    /// <summary>Reads text, as from a resource.</summary>
    /// <param name="json">The lines.</param>
    /// <exception cref="AgentTestException">EA6901: damaged, and where; EA6902: recorded by a newer version.</exception>
    public static Transcript Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return json.Length <= MaxBytes ? Read(json, "the transcript") : throw TooLong("the transcript");
    }

    private static Transcript Read(string text, string name)
    {
        OrderedDictionary<int, TranscriptExchange> exchanges = [];
        int number = 0;
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = text.AsSpan(range);
            number++;
            if (line.IsWhiteSpace()) continue;
            string where = $"{name}, line {number}";
            try
            {
                using JsonDocument json = JsonDocument.Parse(line.ToString(), new() { MaxDepth = TranscriptJson.MaxDepth });
                if (number == 1) CheckVersion(json.RootElement, where);
                else Read(json.RootElement, exchanges);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException
                or KeyNotFoundException or ArgumentException)
            {
                throw Damaged(e.Message, where, e);
            }
        }
        return number > 0 && text.Length > 0 ? new([.. exchanges.Values]) : throw Damaged("it is empty", name);
    }

    private static void Read(JsonElement line, OrderedDictionary<int, TranscriptExchange> exchanges)
    {
        int n = line.GetProperty("n").GetInt32();
        if (line.TryGetProperty("request", out JsonElement request))
        {
            if (!exchanges.TryAdd(n, new(JsonObject.Create(request.Clone()) ?? throw new JsonException("The request is null."))))
                throw new JsonException($"Two requests have the number {n}.");
            return;
        }
        if (!exchanges.TryGetValue(n, out TranscriptExchange? exchange)) throw new JsonException($"There is no request {n} before.");
        if (line.TryGetProperty("update", out JsonElement update))
        {
            TimeSpan? time = line.TryGetProperty("ms", out JsonElement ms) ? TimeSpan.FromMilliseconds(ms.GetDouble()) : null;
            exchange.Updates.Add(TranscriptUpdate.Read(update, time));
        }
        else if (line.TryGetProperty("failed", out JsonElement failed)) exchange.Failure = failed.GetString();
        else if (line.TryGetProperty("end", out _)) exchange.End();
    }

    private static void CheckVersion(JsonElement line, string where)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty(VersionName, out JsonElement version) || !version.TryGetInt32(out int number))
            throw Damaged($"there is no \"{VersionName}\" with a version", where);
        if (number > Version)
        {
            throw new AgentTestException("EA6902", $"The transcript is of version {number}; this EdgeAgent.Testing reads up to {Version}.", where,
                "Update EdgeAgent.Testing, or record it anew.");
        }
    }

    private static AgentTestException Damaged(string why, string where, Exception? inner = null) =>
        new("EA6901", $"The transcript is damaged: {why.TrimEnd('.')}.", where, "Record it anew, or restore the file.", inner);

    private static AgentTestException TooLong(string where) => Damaged($"it has more than {MaxBytes >> 20} MiB", where);
}
