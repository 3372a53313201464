namespace EdgeAgent.Conversion;

/// <summary>For which runtime a package is written.</summary>
public enum PackageForm
{
    /// <summary>EdgeAgent's own: body and head apart, <c>edge-agent.json</c>.</summary>
    Generic,

    /// <summary>
    /// ONNX Runtime GenAI's: one graph, <c>genai_config.json</c>. The weights are the same, so the two runtimes can be compared; this one
    /// opens it as another tool's package, with less speed and without hashes.
    /// </summary>
    GenAi,
}
