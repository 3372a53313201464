using System.Numerics;

namespace EdgeAgent.Grammar.Automata;

/// <summary>
/// Sets of pieces of one text that are never changed: a piece more makes another set, which shares with the old one all but the way to the piece. To look for a
/// piece or a beginning takes as many steps as it has bits that tell it from others: the set may be large.
/// </summary>
/// <remarks>
/// A set is a PATRICIA tree (D. R. Morrison, JACM 15/4, 1968): a branch names the first bit in which the pieces below it differ. A byte counts for nine bits, of
/// which the first says that there is one, so that a piece may begin as another. Sets made later lie behind earlier ones: going back is setting <see cref="Used"/>.
/// </remarks>
internal sealed class TextSets
{
    public const int Empty = 0;

    private const int BitsOfByte = 9;

    // A branch is its bit, the sets of pieces where that is 0 and 1, and how many there are. A piece, whose number is negative, is its start and its length.
    private const int Bit = 0, Sides = 1, Pieces = 3, BranchLength = 4, PieceLength = 2;

    private int[] _words;

    public TextSets() => (_words, Used) = ([], 1);

    private TextSets(TextSets other) => (_words, Used) = ((int[])other._words.Clone(), other.Used);

    /// <summary>How much memory is in use, in words.</summary>
    public int Used { get; set; }

    public TextSets Clone() => new(this);

    public int CountOf(int set) => set > 0 ? _words[set + Pieces] : set < 0 ? 1 : 0;

    /// <summary>The set with a piece more.</summary>
    /// <param name="set">The old set.</param>
    /// <param name="text">What pieces are of.</param>
    /// <param name="start">The piece's.</param>
    /// <param name="length">The piece's.</param>
    /// <param name="piece">The set of it alone.</param>
    /// <returns>The new set; <see cref="Empty"/> where the old one has it.</returns>
    public int Add(int set, ReadOnlySpan<byte> text, int start, int length, out int piece)
    {
        ReadOnlySpan<byte> added = text.Slice(start, length);
        piece = 0;
        if (set == Empty) return piece = AddPiece(start, length);
        ReadOnlySpan<byte> nearest = TextOf(Nearest(set, added), text);
        int common = added.CommonPrefixLength(nearest);
        if (common == length && common == nearest.Length) return Empty;
        int bit = (common * BitsOfByte) + BitsOfByte - 1 - BitOperations.Log2((uint)(ValueAt(added, common) ^ ValueAt(nearest, common)));
        (int first, int link) = (0, 0);
        while (set > 0 && _words[set + Bit] < bit)
        {
            int copy = Take(BranchLength);
            _words.AsSpan(set, BranchLength).CopyTo(_words.AsSpan(copy));
            _words[copy + Pieces]++;
            Join(copy);
            link = copy + Sides + BitOf(added, _words[copy + Bit]);
            set = _words[link];
        }
        piece = AddPiece(start, length);
        int branch = Take(BranchLength), side = BitOf(added, bit);
        (_words[branch + Bit], _words[branch + Sides + side], _words[branch + Sides + 1 - side], _words[branch + Pieces]) = (bit, piece, set, CountOf(set) + 1);
        Join(branch);
        return first;

        void Join(int made)
        {
            if (link > 0) _words[link] = made;
            else first = made;
        }
    }

    /// <summary>Whether a set has a text.</summary>
    public bool Has(int set, ReadOnlySpan<byte> text, ReadOnlySpan<byte> piece) => set != Empty && TextOf(Nearest(set, piece), text).SequenceEqual(piece);

    /// <summary>Of a set, the pieces that begin with some bytes.</summary>
    public int StartingWith(int set, ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning)
    {
        while (set > 0 && _words[set + Bit] < beginning.Length * BitsOfByte) set = _words[set + Sides + BitOf(beginning, _words[set + Bit])];
        return set != Empty && Piece(set, text, 0).StartsWith(beginning) ? set : Empty;
    }

    /// <summary>A piece of a set, by its place in the order of bytes.</summary>
    public ReadOnlySpan<byte> Piece(int set, ReadOnlySpan<byte> text, int place)
    {
        while (set > 0)
        {
            int before = CountOf(_words[set + Sides]), side = place < before ? 0 : 1;
            if (side == 1) place -= before;
            set = _words[set + Sides + side];
        }
        return TextOf(set, text);
    }

    /// <summary>The only piece that can be a text, if the set has it: the one with which it agrees in all bits that are looked at.</summary>
    private int Nearest(int set, ReadOnlySpan<byte> piece)
    {
        while (set > 0) set = _words[set + Sides + BitOf(piece, _words[set + Bit])];
        return set;
    }

    private ReadOnlySpan<byte> TextOf(int piece, ReadOnlySpan<byte> text) => text.Slice(_words[-piece], _words[1 - piece]);

    private static int BitOf(ReadOnlySpan<byte> piece, int bit)
    {
        (int at, int place) = Math.DivRem(bit, BitsOfByte);
        return ValueAt(piece, at) >> (BitsOfByte - 1 - place) & 1;
    }

    private static int ValueAt(ReadOnlySpan<byte> piece, int at) => at < piece.Length ? 0x100 | piece[at] : 0;

    private int AddPiece(int start, int length)
    {
        int piece = Take(PieceLength);
        (_words[piece], _words[piece + 1]) = (start, length);
        return -piece;
    }

    private int Take(int length)
    {
        int first = Used;
        if (first + length > _words.Length) Array.Resize(ref _words, Math.Max(64, (first + length) * 2));
        Used += length;
        return first;
    }
}
