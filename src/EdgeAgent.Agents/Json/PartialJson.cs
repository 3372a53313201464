using System.Text.Json;

namespace EdgeAgent.Agents.Json;

/// <summary>The certain part of JSON text that grows, as a value.</summary>
/// <remarks>
/// Thread-safe. Each character is looked at once however many pieces the text comes in; a value is made only when one is asked for and
/// something has changed, which takes time in its length. See <see cref="JsonPrefixScanner"/> for what is certain.
/// </remarks>
internal sealed class PartialJson
{
    private readonly Lock _lock = new();
    private JsonPrefixScanner _scanner = new();
    private string _text = "";
    private (int Certain, string Tail) _made = (0, "");
    private JsonElement _value;

    /// <summary>Characters looked at so far.</summary>
    public int CharactersRead { get; private set; }

    /// <summary>The certain part.</summary>
    /// <param name="text">All of the text so far. One that does not begin with the text before is read from its beginning.</param>
    /// <returns>A value that the whole text will contain; an undefined element before there is any.</returns>
    public JsonElement Read(string text)
    {
        lock (_lock)
        {
            if (!text.StartsWith(_text, StringComparison.Ordinal)) (_scanner, _made, _value) = (new(), (0, ""), default);
            _text = text;
            int before = _scanner.Read;
            _scanner.Advance(text);
            CharactersRead += _scanner.Read - before;
            if (_made != (_scanner.Certain, _scanner.Tail))
            {
                _made = (_scanner.Certain, _scanner.Tail);
                _value = JsonElement.Parse(string.Concat(text.AsSpan(0, _scanner.Certain), _scanner.Tail, _scanner.Closers));
            }
            return _value;
        }
    }
}
