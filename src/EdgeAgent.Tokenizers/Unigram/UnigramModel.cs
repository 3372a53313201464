using System.Buffers;
using System.Numerics;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Offsets;
using EdgeAgent.Tokenizers.PreTokenizers.Patterns;

namespace EdgeAgent.Tokenizers.Unigram;

/// <summary>The unigram language model: of all ways to cut a text into pieces, the one whose scores have the highest sum.</summary>
/// <remarks>
/// Viterbi over the bytes, in time bounded by the text's length times that of the longest piece. Equals Hugging Face's <c>Unigram</c>, or
/// SentencePiece's own <c>unigram</c> where <see cref="SinglePrecision"/> is set, to the bit of the sums: ties between the same pieces in
/// another order are common, and rounding decides them. Of equal sums the path found first stays. A character without a piece costs ten
/// less than the lowest score; neighbouring ones become one unknown token, or tokens of their bytes. Special tokens are never found in a
/// text, which must not be able to forge them. Source: Kudo, "Subword Regularization" (2018); unigram_model.cc and unigram/model.rs.
/// </remarks>
internal sealed partial class UnigramModel(PieceTrie trie, double[] scores, double lowestScore) : MarkedPieceModel
{
    private const double UnknownPenalty = 10;
    private const int Unreached = -1, UnknownCharacter = -2, LongestOnStack = 256, LongestCharacter = 4;

    private readonly int[] _lengths = trie.Lengths(scores.Length);   // of the pieces, by id

    /// <summary>Whether every space begins a text of its own.</summary>
    public bool SplitsBeforeSpaces { get; init; }

    /// <summary>Whether sums are rounded to single precision, as in SentencePiece.</summary>
    public bool SinglePrecision { get; init; }

    /// <summary>By byte: its token, or -1. Unknown characters become byte tokens only if each of their bytes has one.</summary>
    public required int[] ByteTokens { get; init; }

    /// <summary>The id for characters without a piece; -1: they are an error.</summary>
    public int UnknownToken { get; init; } = -1;

    protected override void EncodeParts(ReadOnlySpan<byte> text, WordCache cache, ref IdBuffer ids)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = EndOfPart(text, start);
            EncodeCached(text[start..end], cache, ref ids);
            start = end;
        }
    }

    private int EndOfPart(ReadOnlySpan<byte> text, int start)
    {
        int space = SplitsBeforeSpaces ? text[(start + 1)..].IndexOf((byte)' ') : -1;
        return space < 0 ? text.Length : start + 1 + space;
    }

    public override void EncodeUncached(ReadOnlySpan<byte> text, ref IdBuffer ids)
    {
        int ring = RingSize(text.Length);
        if (text.Length < LongestOnStack)
        {
            Span<int> last = stackalloc int[LongestOnStack];
            Span<double> sums = stackalloc double[LongestOnStack];
            FindPath(text, last, sums[..ring]);
            ids.AddRange(Resolve(text, last, null));
            return;
        }
        int[] rentedLast = ArrayPool<int>.Shared.Rent(text.Length + 1);
        double[] rentedSums = ArrayPool<double>.Shared.Rent(ring);
        try
        {
            FindPath(text, rentedLast, rentedSums.AsSpan(0, ring));
            ids.AddRange(Resolve(text, rentedLast, null));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rentedLast);
            ArrayPool<double>.Shared.Return(rentedSums);
        }
    }

    /// <summary>For how many places the sums are kept: no piece reaches back further.</summary>
    private int RingSize(int length)
        => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Math.Max(trie.Longest, LongestCharacter), length) + 1);

    /// <summary>Finds, for every place that a path reaches, the last piece of the best path to it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="last">By place from 0 to the text's length: the piece, or <see cref="UnknownCharacter"/>.</param>
    /// <param name="sums">The sum of the best path's scores by place, in a ring: no piece is longer than it.</param>
    private void FindPath(ReadOnlySpan<byte> text, Span<int> last, Span<double> sums)
    {
        last[..(text.Length + 1)].Fill(Unreached);
        sums[0] = 0;
        int mask = sums.Length - 1;
        double unknownScore = Rounded(lowestScore - UnknownPenalty);
        for (int start = 0, length; start < text.Length; start += length)
        {
            double before = sums[start & mask];
            Utf8Text.Decode(text, start, out length);
            bool single = false;
            int node = trie.First(text[start]);
            for (int end = start + 1; node >= 0; end++)
            {
                int id = trie.Id(node);
                if (id >= 0)
                {
                    Offer(scores[id] + before, id, ref last[end], ref sums[end & mask]);
                    single |= end - start == length;
                }
                if (end == text.Length) break;
                node = trie.Next(node, text[end]);
            }
            if (single) continue;
            int next = start + length;
            if (Offer(Rounded(unknownScore + before), UnknownCharacter, ref last[next], ref sums[next & mask]) && UnknownToken < 0)
                throw TokenizerErrors.NoUnknownToken(System.Text.Encoding.UTF8.GetString(text.Slice(start, length)));
        }
    }

    private bool Offer(double sum, int id, ref int last, ref double best)
    {
        if (last != Unreached && !(sum > best)) return false;
        (last, best) = (id, Rounded(sum));
        return true;
    }

    private double Rounded(double sum) => SinglePrecision ? (float)sum : sum;

    /// <summary>Walks the best path back and writes its ids to the end of <paramref name="last"/>, which the walk has left behind.</summary>
    /// <param name="text">The text.</param>
    /// <param name="last">What <see cref="FindPath"/> found.</param>
    /// <param name="ranges">Gets what each id stands for, the last first, if anybody asks.</param>
    private Span<int> Resolve(ReadOnlySpan<byte> text, Span<int> last, List<ByteRange>? ranges)
    {
        int write = text.Length + 1;
        for (int end = text.Length; end > 0;)
        {
            int start = StartOf(last[end], text, end);
            if (last[end] != UnknownCharacter && last[end] != UnknownToken)
            {
                last[--write] = last[end];
                ranges?.Add(new(start, end));
                end = start;
                continue;
            }
            while (start > 0 && (last[start] == UnknownCharacter || last[start] == UnknownToken)) start = StartOf(last[start], text, start);
            int before = write;
            WriteUnknown(text[start..end], last, ref write);
            for (int i = write; i < before; i++) ranges?.Add(new(start, end));
            end = start;
        }
        return last[write..(text.Length + 1)];
    }

    private int StartOf(int id, ReadOnlySpan<byte> text, int end) => end - (id == UnknownCharacter ? Utf8Text.LengthBefore(text, end) : _lengths[id]);

    private void WriteUnknown(ReadOnlySpan<byte> text, Span<int> ids, ref int write)
    {
        int whole = SinglePrecision ? -1 : trie.Find(text);   // where scores are positive, unknown characters may cost less than their piece
        bool hasBytes = whole < 0;
        for (int i = 0; hasBytes && i < text.Length; i++) hasBytes = ByteTokens[text[i]] >= 0;
        if (!hasBytes) ids[--write] = whole >= 0 ? whole : UnknownToken;
        else
            for (int i = text.Length; i > 0; i--) ids[--write] = ByteTokens[text[i - 1]];
    }
}
