using EdgeAgent.Agents.Telemetry;

namespace EdgeAgent.Agents;

/// <summary>What an agent tells those who listen to its <see cref="SourceName"/>: spans and metrics named after OpenTelemetry's conventions
/// for generative AI.</summary>
/// <remarks>Immutable. Without a listener nothing is collected. docs/telemetry.md lists every name.</remarks>
public sealed record AgentTelemetryOptions
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>:
    /// give it to <c>AddSource</c> and <c>AddMeter</c>.</summary>
    public const string SourceName = "EdgeAgent";

    /// <summary>
    /// Whether spans carry what was said: instructions, messages, tool definitions, arguments, results, texts cut at 32,768 characters. Null,
    /// the default, does so where the environment variable <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c> is <c>true</c> when the
    /// agent is made. Metrics never carry it.
    /// </summary>
    public bool? CaptureContent { get; init; }

    /// <summary>
    /// Whether the agent reports its model calls (the spans <c>chat</c> and the metrics of the client). Null, the default, reports them unless
    /// the client does so itself: unless it offers an <see cref="System.Diagnostics.ActivitySource"/> by <c>GetService</c>, as
    /// <c>UseOpenTelemetry()</c> of Microsoft.Extensions.AI does. Set it where a client reports without saying so, or where both are wanted.
    /// </summary>
    public bool? ModelCalls { get; init; }

    /// <summary>Whether contents are captured, in an environment.</summary>
    internal bool Captures(Func<string, string?> variable) =>
        CaptureContent ?? string.Equals(variable(GenAiNames.CaptureContentVariable), "true", StringComparison.OrdinalIgnoreCase);
}
