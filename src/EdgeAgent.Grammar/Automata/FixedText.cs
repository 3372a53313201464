namespace EdgeAgent.Grammar.Automata;

/// <summary>What stands around the calls of tools, byte for byte.</summary>
/// <param name="Symbols">At least one: a byte, or <see cref="Special"/> and the id of a special token.</param>
/// <param name="Next">The state after the last.</param>
/// <param name="Region">Where they belong.</param>
/// <param name="Opened">How many bytes of the call's opening come before the first.</param>
internal sealed record FixedText(int[] Symbols, int Next, RegionKind Region, int Opened)
{
    /// <summary>Symbols from here on are special tokens: no byte is one.</summary>
    public const int Special = 256;

    /// <summary>How many of the first symbols are bytes.</summary>
    public int BytesIn(int symbols)
    {
        int bytes = 0;
        foreach (int symbol in Symbols.AsSpan(0, symbols))
            if (symbol < Special) bytes++;
        return bytes;
    }
}
