using System.Text.Json.Serialization;

namespace EdgeAgent.Models;

/// <summary>For which kind of execution provider a graph was made.</summary>
public enum GraphForm
{
    /// <summary>Any length of input, ONNX Runtime's contributed operators: CPU, GPU.</summary>
    [JsonStringEnumMemberName("generic")] Generic,

    /// <summary>Fixed lengths and standard operators: NPU.</summary>
    [JsonStringEnumMemberName("npu")] Npu,
}
