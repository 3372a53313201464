using EdgeAgent.Conversion;
using EdgeAgent.Models;

namespace EdgeAgent.Benchmarks.Conversion;

/// <summary>Networks to be filled with random weights.</summary>
internal static class LargeShapes
{
    public const string Llama2 = "llama2-7b";

    /// <summary>A shape by its name: <see cref="Llama2"/>, or a model of the manifest.</summary>
    /// <exception cref="ModelException">EA4001: there is no such shape.</exception>
    public static ModelArchitecture Of(string name, int? layers)
        => RandomModel.Of(name == Llama2 ? "llamantino-2-7b" : name, layers: layers).Architecture;
}
