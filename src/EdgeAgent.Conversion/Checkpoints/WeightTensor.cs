namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>
/// A matrix of a checkpoint, read by rows; a vector is one row. Rows are those of Hugging Face's Llama, whatever the file's order.
/// </summary>
/// <remarks>Thread-safe: rows are read by several threads at once.</remarks>
internal abstract class WeightTensor(string name, WeightEncoding encoding, long rows, long columns, string where)
{
    public string Name { get; } = name;

    public WeightEncoding Encoding { get; } = encoding;

    public long Rows { get; } = rows;

    public long Columns { get; } = columns;

    /// <summary>The file and the byte offset, for errors.</summary>
    public string Where { get; } = where;

    public int RowBytes
    {
        get
        {
            BlockLayout layout = BlockLayout.Of(Encoding);
            return checked((int)(Columns / layout.Numbers * layout.Bytes));
        }
    }

    /// <summary>Copies whole rows as they are stored.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Room for a number of rows of <see cref="RowBytes"/>.</param>
    public abstract void ReadRows(long first, Span<byte> rows);
}
