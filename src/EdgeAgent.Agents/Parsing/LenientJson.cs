using System.Text;
using System.Text.Json;

namespace EdgeAgent.Agents.Parsing;

/// <summary>Reads JSON as models write it when no grammar holds them, and notes what it mended. Sound JSON it reads as it is.</summary>
/// <remarks>
/// The forms it takes beyond RFC 8259 are the members of <see cref="ToolCallRepairKind"/>. Two names alike, nesting beyond
/// <see cref="MaxDepth"/> and bare words are errors: what they mean would be a guess.
/// </remarks>
internal ref struct LenientJson(ReadOnlySpan<char> text, int offset, RepairLog repairs)
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly StringBuilder _string = new();
    private int _at;

    /// <summary>Reads the whole text as one value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offset">Where it stands in the call, for the repairs.</param>
    /// <param name="repairs">Takes the repairs.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when it cannot be read within the repairs allowed.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, int offset, RepairLog repairs, out JsonElement value)
    {
        using MemoryStream buffer = new();
        LenientJson json = new(text, offset, repairs);
        bool read;
        using (Utf8JsonWriter writer = new(buffer, Tools.ToolJson.WriterOptions)) read = json.Value(writer, 0) && json.AtEnd();
        value = read ? Tools.ToolJson.Parse(buffer) : default;
        return read;
    }

    private bool AtEnd()
    {
        SkipSpace();
        return _at == _text.Length;
    }

    private readonly bool Mend(ToolCallRepairKind kind) => repairs.Add(kind, offset + _at);

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private bool Value(Utf8JsonWriter writer, int depth)
    {
        SkipSpace();
        if (_at == _text.Length || depth > MaxDepth) return false;
        switch (_text[_at])
        {
            case '{': return Object(writer, depth);
            case '[': return Array(writer, depth);
            case '"' or '\'':
                if (!String(out string text)) return false;
                writer.WriteStringValue(text);
                return true;
            case '-' or '+' or '.' or (>= '0' and <= '9'): return Number(writer);
            default: return Literal(writer);
        }
    }

    private bool Object(Utf8JsonWriter writer, int depth)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        writer.WriteStartObject();
        _at++;
        while (Next('}', names.Count == 0, out bool closed))
        {
            if (closed)
            {
                writer.WriteEndObject();
                return true;
            }
            if (!Name(out string name) || !names.Add(name)) return false;
            SkipSpace();
            if (_at == _text.Length || _text[_at] != ':') return false;
            _at++;
            writer.WritePropertyName(name);
            if (!Value(writer, depth + 1)) return false;
        }
        return false;
    }

    private bool Array(Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartArray();
        _at++;
        for (bool first = true; Next(']', first, out bool closed); first = false)
        {
            if (closed)
            {
                writer.WriteEndArray();
                return true;
            }
            if (!Value(writer, depth + 1)) return false;
        }
        return false;
    }

    /// <summary>Goes over what parts two members, or over the bracket that ends them.</summary>
    private bool Next(char closing, bool first, out bool closed)
    {
        SkipSpace();
        closed = true;
        if (_at == _text.Length) return Mend(ToolCallRepairKind.UnclosedBracket);
        if (_text[_at] == closing)
        {
            _at++;
            return true;
        }
        closed = false;
        if (first) return true;
        if (_text[_at] != ',') return Mend(ToolCallRepairKind.MissingComma);
        _at++;
        SkipSpace();
        if (_at < _text.Length && _text[_at] != closing) return true;
        return Mend(ToolCallRepairKind.TrailingComma) && Next(closing, first: true, out closed);
    }

    private bool Name(out string name)
    {
        name = "";
        SkipSpace();
        if (_at == _text.Length) return false;
        if (_text[_at] is '"' or '\'') return String(out name);
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '$')) _at++;
        name = _text[start.._at].ToString();
        return name.Length > 0 && Mend(ToolCallRepairKind.UnquotedName);
    }

    private bool Literal(Utf8JsonWriter writer)
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at])) _at++;
        switch (_text[start.._at])
        {
            case "true": writer.WriteBooleanValue(true); return true;
            case "false": writer.WriteBooleanValue(false); return true;
            case "null": writer.WriteNullValue(); return true;
            case "True": writer.WriteBooleanValue(true); break;
            case "False": writer.WriteBooleanValue(false); break;
            case "None": writer.WriteNullValue(); break;
            default: return false;
        }
        return Mend(ToolCallRepairKind.PythonLiteral);
    }

    private bool Number(Utf8JsonWriter writer)
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '+' or '-' or '.')) _at++;
        return NumberText.Write(writer, _text[start.._at], out bool sound) && (sound || Mend(ToolCallRepairKind.NumberForm));
    }

    private bool String(out string value)
    {
        char quote = _text[_at];
        value = "";
        if (quote == '\'' && !Mend(ToolCallRepairKind.SingleQuotes)) return false;
        _string.Clear();
        for (_at++; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == quote && Closes())
            {
                _at++;
                value = _string.ToString();
                return true;
            }
            if (c == quote && !Mend(ToolCallRepairKind.UnescapedQuote)) return false;
            if (c < ' ' && !Mend(ToolCallRepairKind.UnescapedControl)) return false;
            if (c == '\\' ? !Escape() : !Character(c)) return false;
        }
        value = _string.ToString();
        return Mend(ToolCallRepairKind.UnclosedString);
    }

    /// <summary>A quote ends the string where JSON could go on after it, or a member on a new line if its comma is missing; <see cref="JsonExtent"/> sees it the same way.</summary>
    private readonly bool Closes()
    {
        ReadOnlySpan<char> rest = _text[(_at + 1)..], after = rest.TrimStart();
        return after.Length == 0 || after[0] is ',' or ':' or '}' or ']' || (after[0] == '"' && rest[..^after.Length].Contains('\n'));
    }

    /// <summary>A character as it stands; half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.</summary>
    private bool Character(char c)
    {
        if (!char.IsSurrogate(c))
        {
            _string.Append(c);
            return true;
        }
        if (char.IsHighSurrogate(c) && _at + 1 < _text.Length && char.IsLowSurrogate(_text[_at + 1]))
        {
            _string.Append(c).Append(_text[++_at]);
            return true;
        }
        _string.Append('\uFFFD');
        return Mend(ToolCallRepairKind.InvalidEscape);
    }

    private bool Escape()
    {
        if (_at + 1 == _text.Length) return Mend(ToolCallRepairKind.InvalidEscape);
        char c = _text[++_at];
        if (c == 'u') return UnicodeEscape();
        int known = @"""\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (known >= 0)
        {
            _string.Append("\"\\/\b\f\n\r\t"[known]);
            return true;
        }
        // \' is what Python writes; before anything else the backslash was meant as itself, as in C:\data.
        _string.Append(c == '\'' ? "'" : $"\\{c}");
        return Mend(ToolCallRepairKind.InvalidEscape);
    }

    private bool UnicodeEscape()
    {
        if (!TryHex(_at + 1, out char unit))
        {
            _string.Append("\\u");
            return Mend(ToolCallRepairKind.InvalidEscape);
        }
        _at += 4;
        if (!char.IsSurrogate(unit))
        {
            _string.Append(unit);
            return true;
        }
        if (char.IsHighSurrogate(unit) && _at + 2 < _text.Length && _text[_at + 1] == '\\' && _text[_at + 2] == 'u'
            && TryHex(_at + 3, out char low) && char.IsLowSurrogate(low))
        {
            _at += 6;
            _string.Append(unit).Append(low);
            return true;
        }
        _string.Append('\uFFFD');
        return Mend(ToolCallRepairKind.InvalidEscape);
    }

    private readonly bool TryHex(int at, out char unit)
    {
        unit = '\0';
        if (at + 4 > _text.Length) return false;
        bool read = ushort.TryParse(_text.Slice(at, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort value);
        unit = (char)value;
        return read;
    }
}
