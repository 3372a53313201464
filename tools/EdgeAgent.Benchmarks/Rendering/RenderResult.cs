using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Rendering;

/// <summary>What one way to render a prompt costs.</summary>
internal sealed record RenderResult
{
    public required string Template { get; init; }

    /// <summary>Which layer: <c>guarded</c> (as EdgeAgent renders), <c>prepared</c> (as transformers renders), <c>bare</c> (the template
    /// alone).</summary>
    public required string Layer { get; init; }

    public required int Tools { get; init; }

    /// <summary>Length of the prompt in UTF-16 units.</summary>
    public required int Characters { get; init; }

    /// <summary>Microseconds of CPU time to compile the template, once.</summary>
    public required double CompileMicroseconds { get; init; }

    /// <summary>Microseconds of CPU time a render: of the fastest batch, and of the middle one.</summary>
    public required double Microseconds { get; init; }

    public required double MedianMicroseconds { get; init; }

    public required long AllocatedBytes { get; init; }

    public string ToJson() => new JsonObject
    {
        ["template"] = Template,
        ["layer"] = Layer,
        ["tools"] = Tools,
        ["characters"] = Characters,
        ["us_per_render"] = Math.Round(Microseconds, 2),
        ["us_per_render_median"] = Math.Round(MedianMicroseconds, 2),
        ["allocated_bytes_per_render"] = AllocatedBytes,
        ["compile_us"] = Math.Round(CompileMicroseconds, 1),
        ["cpu_clock"] = CpuClock.IsCpuTime ? "thread" : "wall",
    }.ToJsonString();

    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{Template}, {Tools} tools, {Layer}: {Microseconds:F1} µs a render (median {MedianMicroseconds:F1}), {AllocatedBytes:N0} bytes allocated, {Characters:N0} characters; compiled in {CompileMicroseconds:F0} µs");
}
