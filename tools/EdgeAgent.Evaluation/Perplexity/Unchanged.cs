using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>The numbers as they are: on the grid of the blocks they come from, as far as BF16 keeps it.</summary>
internal sealed class Unchanged : IWeightChange
{
    public bool Unties => false;

    public float[] Read(string name, WeightTensor tensor, Checkpoint checkpoint) => FloatCheckpoint.Decode(tensor);
}
