using System.Buffers;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.PreTokenizers;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>Splitters that drop pieces, look at what lies before them, or have a space put before each of their pieces.</summary>
internal sealed partial class PipelineTokenizer
{
    /// <summary>Runs the splitters from number <paramref name="level"/> on, then the model on each word.</summary>
    /// <param name="level">How many splitters the text has seen.</param>
    /// <param name="text">The text, or a piece of it.</param>
    /// <param name="prefix">Whether a space goes before it where that is due.</param>
    /// <param name="workspace">What the encoding needs beside.</param>
    /// <param name="budget">How many steps the splitters may still take.</param>
    /// <param name="ids">Where the ids go.</param>
    private void SplitByRules(int level, ReadOnlySpan<byte> text, bool prefix, EncodeWorkspace workspace, ref long budget, ref IdBuffer ids)
    {
        if (level == _parts.PrefixLevel && text.Length > 0 && (_parts.WritesMarks || (prefix && !_parts.BeginsWithSpace(text))))
            SplitPrefixed(text, prefix && !_parts.BeginsWithSpace(text), workspace, ref budget, ref ids);
        else SplitPieces(level, text, prefix, workspace, ref budget, ref ids);
    }

    /// <summary>The same for a text that gets a space in front, or U+2581 for its spaces.</summary>
    private void SplitPrefixed(ReadOnlySpan<byte> text, bool prefix, EncodeWorkspace workspace, ref long budget, ref IdBuffer ids)
    {
        byte[] prefixed = ArrayPool<byte>.Shared.Rent((text.Length + 1) * (_parts.WritesMarks ? SpaceMark.Utf8.Length : 1));
        try
        {
            int length = 0;
            if (prefix && !_parts.WritesMarks) prefixed[length++] = (byte)' ';
            else if (prefix) length = SpaceMark.CopyAsMarks(" "u8, prefixed);
            if (_parts.WritesMarks) length += SpaceMark.CopyAsMarks(text, prefixed.AsSpan(length));
            else
            {
                text.CopyTo(prefixed.AsSpan(length));
                length += text.Length;
            }
            SplitPieces(_parts.PrefixLevel, prefixed.AsSpan(0, length), prefix: false, workspace, ref budget, ref ids);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(prefixed);
        }
    }

    private void SplitPieces(int level, ReadOnlySpan<byte> text, bool prefix, EncodeWorkspace workspace, ref long budget, ref IdBuffer ids)
    {
        if (text.Length == 0) return;
        if (level == _parts.Splitters.Length)
        {
            _parts.Model.Encode(text, workspace.Words, ref ids);
            return;
        }
        Splitter splitter = _parts.Splitters[level];
        for (int start = 0; start < text.Length;)
        {
            int end = splitter.EndOfPiece(text, start, ref budget);
            if (end >= 0) SplitByRules(level + 1, text[start..end], prefix, workspace, ref budget, ref ids);
            start = end < 0 ? ~end : end;
            prefix = _parts.Prefix == PrefixScheme.Always;   // text that continues other text is so with its first piece
        }
    }
}
