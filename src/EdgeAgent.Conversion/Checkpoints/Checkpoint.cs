using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>The weights of a decoder-only network, found by Hugging Face's names, and what the source says beside them.</summary>
/// <remarks>Thread-safe once opened.</remarks>
internal abstract class Checkpoint : IDisposable
{
    /// <summary>The kind of source, as provenance tells it.</summary>
    public abstract string Kind { get; }

    /// <summary>The network's numbers.</summary>
    public abstract ModelArchitecture Architecture { get; }

    /// <summary>What it has beside Llama's parts.</summary>
    public abstract NetworkForm Form { get; }

    /// <summary>The files with weights; their folder for errors is that of the first.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>The ids of special tokens that the source tells; unknown ones are null or empty.</summary>
    public abstract SpecialTokens Tokens { get; }

    /// <summary>The licence that the source tells, or null.</summary>
    public virtual string? Licence => null;

    /// <summary>The tensor of that name, or null.</summary>
    protected abstract WeightTensor? Find(string name);

    /// <summary>The file or folder, for errors of what has no place of its own in it.</summary>
    public abstract string Where { get; }

    /// <summary>The matrix of that name and shape.</summary>
    /// <exception cref="ConversionException">EA4104: it is missing. EA4105: its shape is another.</exception>
    public WeightTensor Matrix(string name, long rows, long columns)
    {
        WeightTensor tensor = Find(name) ?? throw ConversionErrors.MissingTensor(name, Where);
        if (tensor.Rows != rows || tensor.Columns != columns)
            throw ConversionErrors.WrongShape(name, $"{tensor.Rows} x {tensor.Columns}", $"{rows} x {columns}", tensor.Where);
        return tensor;
    }

    /// <summary>The vector of that name and length.</summary>
    public WeightTensor Vector(string name, long length) => Matrix(name, 1, length);

    /// <summary>The bias of that name and length; its numbers are rows, as those of its matrix.</summary>
    public WeightTensor Bias(string name, long length)
    {
        WeightTensor bias = Matrix(name, length, 1);
        return BlockLayout.Of(bias.Encoding).Bits == 0 ? bias
            : throw ConversionErrors.WrongType(name, bias.Encoding.ToString(), bias.Where);
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
