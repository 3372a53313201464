using System.Buffers;
using System.Text;
using EdgeAgent.Tokenizers.Normalizers;

namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>A text on its way to the model and, for each of its bytes, what part of the original it stands for: one or more whole
/// characters.</summary>
internal readonly ref struct AlignedText
{
    private readonly ReadOnlySpan<byte> _original;
    private readonly ReadOnlySpan<ByteRange> _ranges;   // by byte; empty as long as the text is a part of the original
    private readonly int _start;                        // of that part

    private AlignedText(ReadOnlySpan<byte> original, ReadOnlySpan<byte> bytes, ReadOnlySpan<ByteRange> ranges, int start)
    {
        _original = original;
        Bytes = bytes;
        _ranges = ranges;
        _start = start;
    }

    /// <summary>The original itself.</summary>
    public AlignedText(ReadOnlySpan<byte> original)
        : this(original, original, [], 0)
    {
    }

    /// <summary>The text as it is now.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether the text begins where the original does.</summary>
    public bool BeginsOriginal => Bytes.Length > 0 && At(0).Start == 0;

    /// <summary>A part of the text.</summary>
    public AlignedText Slice(int start, int end)
        => new(_original, Bytes[start..end], _ranges.IsEmpty ? [] : _ranges[start..end], _start + start);

    /// <summary>What the bytes from <paramref name="start"/> to <paramref name="end"/> stand for, one at least.</summary>
    public ByteRange Range(int start, int end) => new(At(start).Start, At(end - 1).End);

    /// <summary>The text normalized.</summary>
    public AlignedText Normalize(Normalizer? normalizer) => normalizer is null ? this : Normalize(normalizer, NormalizerOutput.LimitFor(Bytes.Length));

    private AlignedText Normalize(Normalizer normalizer, int limit)
    {
        if (normalizer.LeavesAsIs(Bytes)) return this;
        if (normalizer is NormalizerChain chain)
        {
            AlignedText text = this;
            foreach (Normalizer step in chain.Steps) text = text.Normalize(step, limit);
            return text;
        }
        var bytes = new ArrayBufferWriter<byte>(Bytes.Length + 16);
        var alignment = new Alignment();
        normalizer.Write(Bytes, new NormalizerOutput(bytes, limit, alignment));
        return Derive(bytes.WrittenSpan, alignment);
    }

    /// <summary>The text with a space before it, which stands for the first character.</summary>
    public AlignedText PrefixedBySpace() => Normalize(s_space);

    /// <summary>The text without a mark wherever it stands.</summary>
    public AlignedText Without(ReadOnlySpan<byte> mark) => Normalize(new TextReplaceNormalizer(mark.ToArray(), []));

    /// <summary>The text with U+2581 for its spaces.</summary>
    public AlignedText Marked() => Normalize(s_marks);

    private static readonly TextReplaceNormalizer s_marks = new([(byte)' '], Bpe.SpaceMark.Utf8.ToArray());

    private static readonly PrependNormalizer s_space = new([(byte)' ']);

    private AlignedText Derive(ReadOnlySpan<byte> bytes, Alignment alignment)
    {
        var ranges = new ByteRange[bytes.Length];
        for (int i = 0; i < ranges.Length; i++)
        {
            int source = alignment.Sources[i];
            ranges[i] = source >= 0 ? At(source) : new(At(0).Start, At(0).Start);
        }
        return new(_original, bytes, ranges, 0);
    }

    private ByteRange At(int index) => _ranges.IsEmpty ? CharacterAround(_start + index) : _ranges[index];

    /// <summary>The character of the original that a byte belongs to; the byte alone if it belongs to none.</summary>
    private ByteRange CharacterAround(int at)
    {
        for (int start = at; start >= 0 && at - start < 4; start--)
        {
            if ((_original[start] & 0xC0) == 0x80) continue;
            if (Rune.DecodeFromUtf8(_original[start..], out _, out int length) == OperationStatus.Done && start + length > at)
                return new(start, start + length);
            break;
        }
        return new(at, at + 1);
    }
}
