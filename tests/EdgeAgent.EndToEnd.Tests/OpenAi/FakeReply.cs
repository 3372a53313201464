namespace EdgeAgent.EndToEnd.Tests.OpenAi;

/// <summary>What the fake server answers to one request.</summary>
internal sealed record FakeReply
{
    /// <summary>The HTTP status; anything but 200 is sent with an error object.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The answer's text, in the pieces in which it streams.</summary>
    public string[] Text { get; init; } = [];

    /// <summary>Calls: name and arguments as the text that the model wrote, which need be no JSON.</summary>
    public (string Name, string Arguments)[] Calls { get; init; } = [];

    /// <summary>Null for <c>stop</c>, or <c>tool_calls</c> where there are calls.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Events of a stream, or characters of a plain body, after which the connection breaks; null sends all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After the first event nothing more comes until the client goes away.</summary>
    public bool Hangs { get; init; }

    public static FakeReply Says(params string[] text) => new() { Text = text };

    public static FakeReply CallsTool(string name, string arguments) => new() { Calls = [(name, arguments)] };
}
