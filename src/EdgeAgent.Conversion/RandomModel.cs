using EdgeAgent.Models;

namespace EdgeAgent.Conversion;

/// <summary>A network to be filled with random 4-bit weights: for tests of shape, size and speed.</summary>
/// <param name="Architecture">Its numbers.</param>
/// <param name="Seed">The same seed gives the same weights, on every machine.</param>
public sealed record RandomModel(ModelArchitecture Architecture, long Seed = 0)
{
    /// <summary>The name of a two-layer network with 384 tokens, made in milliseconds.</summary>
    public const string Tiny = "tiny";

    /// <summary>The network of a shape: <see cref="Tiny"/>, or that of a model in the manifest.</summary>
    /// <param name="shape">The name.</param>
    /// <param name="manifest">Where ids are looked up; null for the embedded one.</param>
    /// <param name="layers">Layers to take instead of the model's own number; null for that.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ModelException">EA4001: there is no such shape.</exception>
    public static RandomModel Of(string shape, ModelManifest? manifest = null, int? layers = null, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers ?? 1, 1);
        ModelArchitecture full = shape == Tiny ? TinyArchitecture : (manifest ?? ModelManifest.Embedded).Find(shape).Architecture;
        return new(layers is not int count ? full
            : full with
            {
                Layers = count,
                SlidingWindow = full.SlidingWindow is { } windows ? [.. Enumerable.Range(0, count).Select(layer => windows[layer % windows.Count])]
                    : null,
            }, seed);
    }

    private static ModelArchitecture TinyArchitecture { get; } = new()
    {
        Family = "llama",
        Layers = 2,
        Hidden = 96,
        Heads = 6,
        KvHeads = 2,
        HeadSize = 16,
        Mlp = 160,
        Vocabulary = 384,
        ContextLength = 2048,
        Rope = new() { Theta = 10_000 },
        NormEpsilon = 1e-5f,
        Tied = true,
    };
}
