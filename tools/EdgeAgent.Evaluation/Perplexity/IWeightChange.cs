using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>What becomes of a checkpoint's numbers on their way into a copy.</summary>
internal interface IWeightChange
{
    /// <summary>Whether the head becomes a matrix of its own.</summary>
    bool Unties { get; }

    /// <summary>The numbers of a tensor in the copy, row after row.</summary>
    /// <param name="name">Its name in the copy.</param>
    /// <param name="tensor">The original.</param>
    /// <param name="checkpoint">Where it is from.</param>
    float[] Read(string name, WeightTensor tensor, Checkpoint checkpoint);
}
