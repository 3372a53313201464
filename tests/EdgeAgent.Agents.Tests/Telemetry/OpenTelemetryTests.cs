using System.Diagnostics;
using System.Text.RegularExpressions;
using EdgeAgent.TestData;
using EdgeAgent.Testing;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace EdgeAgent.Agents.Tests.Telemetry;

/// <summary>The SDK hears what docs/telemetry.md says it hears.</summary>
[Collection(nameof(Alone))]
public sealed partial class OpenTelemetryTests
{
    [Fact]
    public async Task Sdk_AsTheDocumentationSetsItUp_ExportsSpansAndMetrics()
    {
        Kept<Activity> spanExporter = new();
        Kept<Metric> metricExporter = new();
        // docs:begin
        using TracerProvider? tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(AgentTelemetryOptions.SourceName)
            .AddProcessor(new SimpleActivityExportProcessor(spanExporter))
            .Build();
        using MeterProvider? metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(AgentTelemetryOptions.SourceName)
            .AddReader(new PeriodicExportingMetricReader(metricExporter))
            .Build();
        // docs:end
        using ScriptedChatClient model = new(Turn.Calls("look"), Turn.Says("ok"));
        await Turn.Agent(model, Turn.Counting("look", new())).RunAsync(new(), "go", null, Turn.Token);
        metrics!.ForceFlush();
        Assert.Equal(["chat", "execute_tool look", "chat", "invoke_agent"], spanExporter.Items.Select(a => a.DisplayName));
        Assert.Superset(
            new HashSet<string> { "gen_ai.client.operation.duration", "gen_ai.execute_tool.duration", "gen_ai.invoke_agent.duration", "edgeagent.tool_calls" },
            metricExporter.Items.Select(m => m.Name).ToHashSet());
    }

    [Fact]
    public void Documentation_ShowsTheCodeThatRunsHere()
    {
        string source = File.ReadAllText(SharedData.InRepository("tests", "EdgeAgent.Agents.Tests", "Telemetry", "OpenTelemetryTests.cs"));
        string code = Between().Match(source).Groups[1].Value.Replace("\n        ", "\n", StringComparison.Ordinal).Trim();
        Assert.Contains(code, File.ReadAllText(SharedData.InRepository("docs", "telemetry.md")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"// docs:begin\n(.*?)\n\s*// docs:end", RegexOptions.Singleline)]
    private static partial Regex Between();

    private sealed class Kept<T> : BaseExporter<T> where T : class
    {
        public List<T> Items { get; } = [];

        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (T item in batch) Items.Add(item);
            return ExportResult.Success;
        }
    }
}
