namespace EdgeAgent.Tokenizers.Decoding;

/// <summary>How the text of SentencePiece-style tokens differs from their bytes joined.</summary>
internal sealed record PieceDecoding
{
    /// <summary>By id: whether the token is one byte. A run of such tokens that is not UTF-8 as a whole becomes one U+FFFD for each of
    /// them.</summary>
    public required bool[] IsByte { get; init; }

    /// <summary>How many spaces are dropped at most at the beginning of the text.</summary>
    public int StripStart { get; init; }

    /// <summary>By id, or null: whether the token loses its spaces where it is the first.</summary>
    public bool[]? FirstLosesSpaces { get; init; }

    /// <summary>The bytes of the first token.</summary>
    public ReadOnlySpan<byte> First(int id, ReadOnlySpan<byte> bytes)
        => FirstLosesSpaces is null || (uint)id >= (uint)FirstLosesSpaces.Length || !FirstLosesSpaces[id] || !bytes.Contains((byte)' ')
            ? bytes : bytes.ToArray().Where(static value => value != ' ').ToArray();

    /// <summary>Whether a token is one byte.</summary>
    public bool IsByteToken(int id) => (uint)id < (uint)IsByte.Length && IsByte[id];
}
