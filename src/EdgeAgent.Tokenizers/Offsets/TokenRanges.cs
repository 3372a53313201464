using System.Buffers;
using System.Text;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>Ids as they come, each with the part of the original it stands for and the white space at its ends.</summary>
internal sealed class TokenRanges(int maxTokens)
{
    private const int SpaceCharacter = 0x120;   // which byte-level vocabularies write for a space

    private readonly List<int> _ids = [];
    private readonly List<ByteRange> _ranges = [];
    private readonly List<(int Leading, int Trailing)> _spaces = [];

    /// <summary>Adds an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="range">What it stands for.</param>
    /// <param name="token">Its text as the vocabulary or, of an added token, the text has it.</param>
    public void Add(int id, ByteRange range, ReadOnlySpan<byte> token)
    {
        if (_ids.Count == maxTokens) throw TokenizerErrors.TooManyTokens(maxTokens);
        _ids.Add(id);
        _ranges.Add(range);
        _spaces.Add(CountSpaces(token));
    }

    /// <summary>Adds ids that stand for no text.</summary>
    public void AddRange(ReadOnlySpan<int> ids)
    {
        foreach (int id in ids) Add(id, default, default);
    }

    /// <summary>Takes white space off the ends of what tokens stand for.</summary>
    /// <param name="trim">How.</param>
    /// <param name="first">The index of the first token of the text.</param>
    /// <param name="original">The original.</param>
    public void Trim(OffsetTrim trim, int first, ReadOnlySpan<byte> original)
    {
        for (int i = first; i < _ids.Count; i++)
        {
            (int leading, int trailing) = _spaces[i];
            (int start, int end) = (_ranges[i].Start, _ranges[i].End);
            // A space that the tokenizer itself put in front stands for the character behind it.
            bool own = trim.KeepsPrefix && leading == 1 && ((i == first && trim.TokensBefore == 0) || start == 0);
            if (!own) start = Forward(original, start, end, leading);
            if (trailing > 0) end = Math.Max(Backward(original, end, trailing), start);
            _ranges[i] = new(start, end);
        }
    }

    public EncodedText ToText() => new(_ids.ToArray(), _ranges.ConvertAll(static range => range.ToSpan()).ToArray());

    private static (int Leading, int Trailing) CountSpaces(ReadOnlySpan<byte> token)
    {
        int leading = 0, trailing = 0;
        for (ReadOnlySpan<byte> rest = token; Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == OperationStatus.Done && IsSpace(rune);
            rest = rest[length..]) leading++;
        for (ReadOnlySpan<byte> rest = token; Rune.DecodeLastFromUtf8(rest, out Rune rune, out int length) == OperationStatus.Done && IsSpace(rune);
            rest = rest[..^length]) trailing++;
        return (leading, trailing);
    }

    private static bool IsSpace(Rune rune) => rune.Value == SpaceCharacter || (CodePointClasses.Of(rune.Value) & CodePointClass.Space) != 0;

    private static int Forward(ReadOnlySpan<byte> original, int start, int end, int characters)
    {
        for (; characters > 0 && start < end; characters--)
        {
            CodePointClasses.At(original, start, out int length);
            start += length;
        }
        return start;
    }

    /// <summary>Where so many characters before <paramref name="end"/> begin; <paramref name="end"/> if there are fewer.</summary>
    private static int Backward(ReadOnlySpan<byte> original, int end, int characters)
    {
        int at = end;
        for (; characters > 0; characters--)
        {
            if (at == 0) return end;
            CodePointClasses.Before(original, at, out int length);
            at -= length;
        }
        return at;
    }
}
