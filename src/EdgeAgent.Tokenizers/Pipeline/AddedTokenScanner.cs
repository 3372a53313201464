using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Pipeline;

/// <summary>Walks a text as stretches of ordinary text and added tokens between them.</summary>
/// <remarks>Follows <c>AddedVocabulary::find_matches</c> of Hugging Face's library, also where a token's stripping reaches over the next
/// one.</remarks>
internal ref struct AddedTokenScanner(AddedTokenMatcher matcher, ReadOnlySpan<byte> text, AddedTokenMatching matching, bool dropMarks)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _searchFrom;    // behind the last match, with or without effect
    private int _done;          // up to here the text has been given out
    private AddedToken? _next;  // a token found, to be given out after the text before it
    private int _nextStart;
    private int _nextEnd;

    /// <summary>The current added token, or null: <see cref="Text"/> is ordinary.</summary>
    public AddedToken? Token { get; private set; }

    /// <summary>The current stretch of ordinary text.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Where the current stretch or token begins, with the white space that a token swallows.</summary>
    public int Start { get; private set; }

    /// <summary>Where the current stretch or token ends.</summary>
    public readonly int End => _done;

    /// <summary>Goes to the next stretch or token.</summary>
    public bool MoveNext()
    {
        if (_next is null && FindNext(out int start) && _done < start)
        {
            GiveText(start);
            return true;
        }
        if (_next is not null)
        {
            Token = _next;
            Text = default;
            Start = _nextStart;
            _done = _nextEnd;
            _next = null;
            return true;
        }
        if (_done >= _text.Length) return false;
        GiveText(_text.Length);
        return true;
    }

    private void GiveText(int end)
    {
        Token = null;
        Text = _text[_done..end];
        Start = _done;
        _done = end;
    }

    /// <summary>Finds the next token that counts; <paramref name="start"/> is where it begins with the white space it swallows.</summary>
    private bool FindNext(out int start)
    {
        while (matcher.TryFind(_text, _searchFrom, out start, out int length, out AddedToken? token))
        {
            int end = _searchFrom = start + length;
            if (!Counts(token!, start, end)) continue;
            if (token!.LeftStrip)
            {
                while (start > _done && (CodePointClasses.Before(_text, start, out int size) & CodePointClass.Space) != 0) start -= size;
                start = Math.Max(start, _done);
            }
            if (token.RightStrip)
                while (end < _text.Length && (CodePointClasses.At(_text, end, out int size) & CodePointClass.Space) != 0) end += size;
            if (start >= end) continue;   // swallowed whole by the token before
            (_next, _nextStart, _nextEnd) = (token, start, end);
            return true;
        }
        _searchFrom = _text.Length;
        return false;
    }

    private readonly bool Counts(AddedToken token, int start, int end)
    {
        if (token.IsSpecial && matching == AddedTokenMatching.NonSpecial) return false;
        if (dropMarks && token.Content.Contains(EncodeOptions.DataMark, StringComparison.Ordinal)) return false;
        if (!token.SingleWord) return true;
        bool wordBefore = start > 0 && (CodePointClasses.Before(_text, start, out _) & CodePointClass.Word) != 0;
        bool wordAfter = end < _text.Length && (CodePointClasses.At(_text, end, out _) & CodePointClass.Word) != 0;
        return !wordBefore && !wordAfter;
    }
}
