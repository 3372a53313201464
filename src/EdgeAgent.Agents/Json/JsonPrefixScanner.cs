namespace EdgeAgent.Agents.Json;

/// <summary>Follows JSON text as it grows, and knows how much of it is certain and what would complete that.</summary>
/// <remarks>
/// Looks at each character once. Grammar: RFC 8259. Certain are whole values, and of a value that is still being written: the
/// beginning of a string up to its last whole character (an escape or a surrogate pair in half is not), a literal from its first letter,
/// an object or array with its certain members. A number is certain once something follows it, a property once its value has begun. Where
/// the text stops to be JSON, or nests deeper than <see cref="MaxDepth"/>, reading ends and what was certain stays.
/// </remarks>
internal sealed class JsonPrefixScanner
{
    /// <summary>Containers within containers; what <see cref="System.Text.Json.JsonDocument"/> takes by default.</summary>
    public const int MaxDepth = 64;

    private readonly Stack<char> _closers = new();
    private readonly JsonStringScanner _string = new();
    private Place _place = Place.Value;
    private bool _isKey;
    private int _start; // of the number being read
    private string _literal = "";

    private enum Place { Value, ValueOrEnd, KeyOrEnd, Key, Colon, CommaOrEnd, String, Number, Literal, End, Failed }

    /// <summary>Characters looked at.</summary>
    public int Read { get; private set; }

    /// <summary>The text before this place is certain.</summary>
    public int Certain { get; private set; }

    /// <summary>What completes the value that the certain text ends in.</summary>
    public string Tail { get; private set; } = "";

    /// <summary>What closes the containers that are open, the innermost first.</summary>
    public string Closers => string.Concat(_closers);

    /// <summary>Reads on.</summary>
    /// <param name="text">All of the text so far; begins with what was read before.</param>
    public void Advance(string text)
    {
        while (Read < text.Length && _place != Place.Failed)
        {
            Step(text);
            Read++;
        }
    }

    private void Step(string text)
    {
        char c = text[Read];
        switch (_place)
        {
            case Place.String: ReadString(c); return;
            case Place.Literal: ReadLiteral(c); return;
            case Place.Number when char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E': return;
            case Place.Number: EndNumber(text.AsSpan(_start, Read - _start)); break; // and then what follows it
        }
        if (c is ' ' or '\t' or '\n' or '\r') return;
        _place = _place switch
        {
            Place.Value or Place.ValueOrEnd when c == '{' => Open('}'),
            Place.Value or Place.ValueOrEnd when c == '[' => Open(']'),
            Place.Value or Place.ValueOrEnd when c == '"' => BeginString(isKey: false),
            Place.Value or Place.ValueOrEnd when c is 't' or 'f' or 'n' => BeginLiteral(c),
            Place.Value or Place.ValueOrEnd when c == '-' || char.IsAsciiDigit(c) => BeginNumber(),
            Place.KeyOrEnd or Place.Key when c == '"' => BeginString(isKey: true),
            Place.Colon when c == ':' => Place.Value,
            Place.CommaOrEnd when c == ',' => _closers.Peek() == '}' ? Place.Key : Place.Value,
            Place.ValueOrEnd or Place.KeyOrEnd or Place.CommaOrEnd when c == _closers.Peek() => Close(),
            _ => Place.Failed,
        };
    }

    private Place Open(char closer)
    {
        if (_closers.Count == MaxDepth) return Place.Failed;
        _closers.Push(closer);
        Settle(Read + 1);
        return closer == '}' ? Place.KeyOrEnd : Place.ValueOrEnd;
    }

    private Place Close()
    {
        _closers.Pop();
        return EndValue(Read + 1);
    }

    private Place BeginString(bool isKey)
    {
        _isKey = isKey;
        _string.Begin();
        if (!isKey) Settle(Read + 1, "\"");
        return Place.String;
    }

    private void ReadString(char c)
    {
        switch (_string.Step(c))
        {
            case JsonStringStep.Ended:
                _place = _isKey ? Place.Colon : EndValue(Read + 1);
                break;
            case JsonStringStep.Whole when !_isKey:
                Settle(Read + 1, "\"");
                break;
            case JsonStringStep.Failed:
                _place = Place.Failed;
                break;
        }
    }

    private Place BeginLiteral(char c)
    {
        _literal = c == 't' ? "true" : c == 'f' ? "false" : "null";
        Settle(Read + 1, _literal[1..]);
        return Place.Literal;
    }

    private void ReadLiteral(char c)
    {
        if (c != Tail[0]) _place = Place.Failed;
        else if (Tail.Length == 1) _place = EndValue(Read + 1);
        else Settle(Read + 1, Tail[1..]);
    }

    private Place BeginNumber()
    {
        _start = Read;
        return Place.Number;
    }

    private void EndNumber(ReadOnlySpan<char> number) => _place = IsNumber(number) ? EndValue(Read) : Place.Failed;

    private Place EndValue(int end)
    {
        Settle(end);
        return _closers.Count == 0 ? Place.End : Place.CommaOrEnd;
    }

    private void Settle(int certain, string tail = "") => (Certain, Tail) = (certain, tail);

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text is ['-', ..]) text = text[1..];
        int whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
        text = text[whole..];
        if (text is ['.', ..])
        {
            int fraction = Digits(text[1..]);
            if (fraction == 0) return false;
            text = text[(1 + fraction)..];
        }
        if (text.IsEmpty) return true;
        if (text[0] is not ('e' or 'E')) return false;
        text = text is [_, '+' or '-', ..] ? text[2..] : text[1..];
        return text.Length > 0 && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
