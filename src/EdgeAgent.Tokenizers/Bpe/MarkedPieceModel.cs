using System.Buffers;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>A model for texts that may hold U+2581 where they had spaces; it is then kept as one byte, a space, in everything here.</summary>
internal abstract class MarkedPieceModel : PieceModel
{
    /// <summary>Whether the texts hold such marks.</summary>
    public bool SpacesAreMarked { get; init; }

    public sealed override void Encode(ReadOnlySpan<byte> piece, WordCache cache, ref IdBuffer ids)
    {
        if (!SpacesAreMarked || piece.IndexOf(SpaceMark.Utf8) < 0)
        {
            EncodeParts(piece, cache, ref ids);
            return;
        }
        byte[] rented = ArrayPool<byte>.Shared.Rent(piece.Length);
        try
        {
            EncodeParts(rented.AsSpan(0, SpaceMark.CopyAsSpaces(piece, rented)), cache, ref ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Adds the ids of a piece, with spaces for marks, which is cut where nothing reaches across.</summary>
    protected abstract void EncodeParts(ReadOnlySpan<byte> text, WordCache cache, ref IdBuffer ids);
}
