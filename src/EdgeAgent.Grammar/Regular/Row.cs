namespace EdgeAgent.Grammar.Regular;

/// <summary>What is left of a language after one byte, for every byte: ranges of bytes with the same answer.</summary>
internal sealed class Row(byte[] last, int[] targets)
{
    /// <summary>Nothing, whatever the byte.</summary>
    public static Row Dead { get; } = new([255], [0]);

    /// <summary>The last byte of each range, ascending to 255.</summary>
    public byte[] Last { get; } = last;

    /// <summary>By range: the node of what is left.</summary>
    public int[] Targets { get; } = targets;

    /// <summary>What is left after a byte.</summary>
    public int After(byte b)
    {
        int i = 0;
        while (Last[i] < b) i++;
        return Targets[i];
    }
}
