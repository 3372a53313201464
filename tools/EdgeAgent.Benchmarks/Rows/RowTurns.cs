using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Benchmarks.Rows;

/// <summary>Two model calls through the public client: one that must call a tool, one that is shown the result and must answer.</summary>
internal sealed class RowTurns
{
    private static readonly JsonElement s_parameters = Json("""
        {"type": "object", "properties": {"room": {"enum": ["kitchen", "hall"]}, "level": {"type": "integer", "minimum": 0, "maximum": 100},
        "label": {"type": "string", "maxLength": 8}}, "required": ["room", "level"], "additionalProperties": false}
        """);

    private static readonly JsonElement s_answer = Json("""
        {"type": "object", "properties": {"done": {"type": "boolean"}}, "required": ["done"], "additionalProperties": false}
        """);

    private readonly List<ChatMessage> _messages = [new(ChatRole.System, "You control a house.")];

    /// <summary>Two turns about a light.</summary>
    /// <param name="padding">Words to put before the request, so that the prompt is longer than a window.</param>
    public RowTurns(int padding = 0) => _messages.Add(new(ChatRole.User, string.Concat(Enumerable.Repeat("so ", padding)) + "Set the kitchen light to 40.\n\nThank you."));

    /// <summary>The tool that must be called.</summary>
    public static AIFunctionDeclaration Tool { get; } = AIFunctionFactory.CreateDeclaration("set_light", "Sets a light.", s_parameters);

    /// <summary>What the answer must be an instance of.</summary>
    public static JsonElement AnswerSchema => s_answer;

    /// <summary>Options of the first call.</summary>
    public static ChatOptions Call { get; } = new() { Tools = [Tool], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false };

    /// <summary>Options of the second call.</summary>
    public static ChatOptions Reply { get; } = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(s_answer) };

    /// <summary>The conversation so far.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>The call; null before it was made, or where none came.</summary>
    public FunctionCallContent? Called { get; private set; }

    public TimeSpan CallTime { get; private set; }

    public UsageDetails? Usage { get; private set; }

    /// <summary>The answer's text.</summary>
    public string Answered { get; private set; } = "";

    /// <summary>Makes the first model call; adds it and the tool's result to the conversation.</summary>
    public async Task CallAsync(IChatClient client, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        ChatResponse response = await client.GetResponseAsync(_messages, Call, cancellationToken);
        (CallTime, Usage) = (Stopwatch.GetElapsedTime(start), response.Usage);
        _messages.AddRange(response.Messages);
        Called = response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().SingleOrDefault();
        if (Called is not null) _messages.Add(new(ChatRole.Tool, [new FunctionResultContent(Called.CallId, Json("""{"ok": true, "level": 40}"""))]));
    }

    /// <summary>Makes the second.</summary>
    public async Task ReplyAsync(IChatClient client, CancellationToken cancellationToken)
        => Answered = (await client.GetResponseAsync(_messages, Reply, cancellationToken)).Text;

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
