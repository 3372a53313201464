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
        => name == Llama2 ? Llama2Of7B with { Layers = layers ?? Llama2Of7B.Layers } : RandomModel.Of(name, layers: layers).Architecture;

    private static ModelArchitecture Llama2Of7B { get; } = new()
    {
        Family = "llama",
        Layers = 32,
        Hidden = 4096,
        Heads = 32,
        KvHeads = 32,
        HeadSize = 128,
        Mlp = 11_008,
        Vocabulary = 32_000,
        ContextLength = 4096,
        Rope = new() { Theta = 10_000 },
        NormEpsilon = 1e-5f,
        Tied = false,
    };
}
