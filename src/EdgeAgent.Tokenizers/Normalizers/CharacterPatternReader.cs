using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Reads the regex of a <see cref="CharacterPattern"/> from left to right.</summary>
internal sealed class CharacterPatternReader(string regex)
{
    private readonly int[] _regex = [.. regex.EnumerateRunes().Select(static rune => rune.Value)];
    private int _at;

    public bool AtEnd => _at == _regex.Length;

    /// <summary>Reads what stands for one character; null if that is not known here.</summary>
    public Func<int, bool>? ReadCharacter()
    {
        int c = _regex[_at++];
        if (c == '[') return ReadSet();
        if (c == '\\') return ReadEscape();
        return c is '.' or '^' or '$' or '|' or '(' or ')' or '*' or '+' or '?' or '{' ? null : other => other == c;
    }

    /// <summary>Reads <c>+</c>, <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; false if none stands here, or one that allows more than
    /// <paramref name="limit"/> characters to be asked for.</summary>
    public bool TryReadRepetition(int limit, out int least, out int most)
    {
        (least, most) = (1, int.MaxValue);
        int start = _at;
        if (TryRead('+')) return true;
        if (TryRead('{') && TryReadNumber(limit, out least))
        {
            most = least;
            if (TryRead(',') && !TryReadNumber(limit, out most)) most = int.MaxValue;
            if (most >= least && TryRead('}')) return true;
        }
        (_at, least, most) = (start, 1, 1);
        return false;
    }

    private Func<int, bool>? ReadEscape()
    {
        if (AtEnd) return null;
        int c = _regex[_at++];
        if (c == 's') return IsSpace;
        return Escaped(c) is { } character ? other => other == character : null;
    }

    /// <summary>The character that an escape stands for; null if it stands for more, or is not known here.</summary>
    private static int? Escaped(int c) => c switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'f' => '\f',
        'v' => '\v',
        _ when c < 128 && !char.IsAsciiLetterOrDigit((char)c) => c,
        _ => null,
    };

    private static bool IsSpace(int codePoint) => (CodePointClasses.Of(codePoint) & CodePointClass.Space) != 0;

    private Func<int, bool>? ReadSet()
    {
        bool negated = TryRead('^'), spaces = false;
        var set = new CodePointBits();
        for (int first = _at; !AtEnd; )
        {
            int c = _regex[_at++];
            if (c == ']')
            {
                bool other = spaces;
                return _at - 1 == first ? null : codePoint => (set.Contains(codePoint) || (other && IsSpace(codePoint))) != negated;
            }
            if (c == '\\' && !AtEnd && _regex[_at] == 's')
            {
                _at++;
                spaces = true;
                if (!AtEnd && _regex[_at] == '-') return null;   // a range from a set, or a minus: engines differ
                continue;
            }
            _at--;
            if (ReadSetMember() is not { } low) return null;
            int high = low;
            if (_at + 1 < _regex.Length && _regex[_at] == '-' && _regex[_at + 1] != ']')
            {
                _at++;
                if (ReadSetMember() is not { } end || end < low) return null;
                high = end;
            }
            set.AddRun(low, high);
        }
        return null;
    }

    private int? ReadSetMember()
    {
        int c = _regex[_at++];
        if (c == '\\') return AtEnd ? null : Escaped(_regex[_at++]);
        return c == '[' || (c == '&' && !AtEnd && _regex[_at] == '&') ? null : c;
    }

    private bool TryRead(int c)
    {
        if (AtEnd || _regex[_at] != c) return false;
        _at++;
        return true;
    }

    private bool TryReadNumber(int limit, out int number)
    {
        number = 0;
        int start = _at;
        for (; !AtEnd && _regex[_at] is >= '0' and <= '9'; _at++)
        {
            number = number * 10 + _regex[_at] - '0';
            if (number > limit) return false;
        }
        return _at > start;
    }
}
