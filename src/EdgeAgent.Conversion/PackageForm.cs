namespace EdgeAgent.Conversion;

/// <summary>For which runtime a package is written.</summary>
public enum PackageForm
{
    /// <summary>EdgeAgent's own: body and head apart, <c>edge-agent.json</c>.</summary>
    Generic,

    /// <summary>
    /// ONNX Runtime GenAI's: one graph, <c>genai_config.json</c>. The weights are the same, so the two runtimes can be compared; EdgeAgent
    /// opens it as another tool's package, without hashes and with the head computed at every position.
    /// </summary>
    GenAi,
}
