namespace EdgeAgent.Models;

/// <summary>Where the head's matrix lies in the package (of a tied model: the embedding too), row by row.</summary>
/// <remarks>
/// Row r takes <see cref="Bytes"/> / <see cref="Rows"/> bytes from <see cref="Offset"/> on. With 4 or 8 bits it is split into blocks of
/// <see cref="Block"/> numbers: element 2i in the low nibble of byte i, 2i+1 in the high one (8 bits: a byte each), and the weight is
/// (q - 2^(bits-1)) * scale[r, b] + correction[r, b]. With 32 bits it is plain little-endian float32.
/// </remarks>
public sealed record VocabularyTable
{
    /// <summary>Rows of blocks as MatMulNBits takes them: [rows, blocks, block * bits / 8] bytes.</summary>
    public const string BlocksLayout = "rows,blocks,bytes";

    /// <summary>Plain rows of float32.</summary>
    public const string FloatLayout = "rows,columns";

    /// <summary>The file, in the package's folder.</summary>
    public required string File { get; init; }

    /// <summary>Where the first row starts.</summary>
    public required long Offset { get; init; }

    /// <summary>Size of all rows.</summary>
    public required long Bytes { get; init; }

    /// <summary>Rows: the vocabulary.</summary>
    public required int Rows { get; init; }

    /// <summary>Numbers in a row: the hidden size.</summary>
    public required int Columns { get; init; }

    /// <summary>4, 8 or 32.</summary>
    public required int Bits { get; init; }

    /// <summary>Numbers that share a scale; 0 for 32 bits.</summary>
    public required int Block { get; init; }

    /// <summary><see cref="BlocksLayout"/> or <see cref="FloatLayout"/>.</summary>
    public required string Layout { get; init; }

    /// <summary>Where the scales are, float32 [rows, blocks]; null for 32 bits.</summary>
    public TensorPlace? Scales { get; init; }

    /// <summary>Where the terms are that are added to all numbers of a block, float32 [rows, blocks]; null for none.</summary>
    public TensorPlace? Correction { get; init; }

    /// <summary>Where packed zero points are, uint8 [rows, ceil(blocks * bits / 8)]; null for 2^(bits-1) everywhere.</summary>
    public TensorPlace? ZeroPoints { get; init; }
}
