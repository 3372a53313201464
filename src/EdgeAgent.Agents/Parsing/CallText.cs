using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Parsing;

/// <summary>The text of one call, or of several that one trigger opened, from its trigger to its end.</summary>
internal sealed class CallText
{
    private readonly int _head;
    private JsonExtent _extent;
    private Body _body;
    private int _bodyStart, _bodyEnd = -1, _searched;
    private bool _closed, _stray;

    private CallText(Trigger trigger, int head) => (Trigger, _head, _bodyStart) = (trigger, head, head);

    private enum Body
    {
        Unknown,
        Json,
        Tags,
        Rubbish,
    }

    public Trigger Trigger { get; }

    /// <summary>Characters from the trigger to the end of the call; known after <see cref="Scan"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Only a call begins like this; otherwise the text decides once it is whole.</summary>
    public bool IsCertain => Trigger is not (Trigger.BareJson or Trigger.Fence);

    /// <summary>Begins at a trigger of this length.</summary>
    public static CallText Begin(Trigger trigger, int head) => new(trigger, head)
    {
        _body = trigger switch { Trigger.BareJson or Trigger.Fence => Body.Json, Trigger.Function => Body.Tags, _ => Body.Unknown },
    };

    /// <summary>Looks for the end in what is new.</summary>
    /// <param name="text">All text from the trigger on.</param>
    /// <param name="ended">No more will come.</param>
    /// <param name="maxLength">Where a call that does not end is given up.</param>
    /// <returns>True when the call is whole, or as whole as it will be.</returns>
    public bool Scan(ReadOnlySpan<char> text, bool ended, int maxLength)
    {
        // Cut at the very character, so that pieces cut elsewhere give the same.
        bool last = ended || text.Length > maxLength;
        text = text[..Math.Min(text.Length, maxLength)];
        if (_bodyEnd < 0 && !FindBody(text, last)) return false;
        return FindClosing(text, last);
    }

    /// <summary>Reads the calls of a text that <see cref="Scan"/> found the end of.</summary>
    public IReadOnlyList<WrittenCall> Read(ReadOnlySpan<char> text, IReadOnlyDictionary<string, AIFunctionDeclaration> tools, RepairLog repairs)
    {
        ReadOnlySpan<char> body = text[_bodyStart.._bodyEnd];
        if (_stray && !repairs.Add(ToolCallRepairKind.StrayBracket, _bodyEnd)) return [new("", default, repairs)];
        if (!_closed && !repairs.Add(ToolCallRepairKind.MissingClosingTag, _bodyEnd)) return [new("", default, repairs)];
        return _body switch
        {
            Body.Tags => [ParameterTags.Read(body, _bodyStart, tools, repairs)],
            Body.Json when Name(text) is { Length: > 0 } name => [Named(name, body, repairs)],
            Body.Json when !IsCertain => Bare(body, repairs),
            Body.Json => WrittenCall.Read(body, _bodyStart, Trigger == Trigger.PythonTag ? "parameters" : "arguments", repairs),
            _ => [new("", default, repairs)],
        };
    }

    private bool FindBody(ReadOnlySpan<char> text, bool last)
    {
        if (_body == Body.Unknown && !Recognise(text, last)) return false;
        switch (_body)
        {
            case Body.Json:
                if (_extent.Scan(text[_bodyStart..], last, out int length))
                {
                    _bodyEnd = _bodyStart + length;
                    return true;
                }
                break;
            case Body.Tags:
                if (Search(text, ParameterTags.FunctionEnd, out _bodyEnd)) return true;
                break;
            default:
                if (Search(text, JsonExtent.ClosingTag, out _bodyEnd)) return true;
                break;
        }
        if (!last) return false;
        // What never closed ends at the first closing tag, even one inside a string that was left open, else with the text.
        int tag = text[_bodyStart..].IndexOf(JsonExtent.ClosingTag, StringComparison.Ordinal);
        _bodyEnd = tag < 0 ? text.Length : _bodyStart + tag;
        return true;
    }

    /// <summary>Decides by the first characters after the trigger what the body is.</summary>
    private bool Recognise(ReadOnlySpan<char> text, bool last)
    {
        ReadOnlySpan<char> rest = text[_head..];
        int start = rest.IndexOfAnyExcept(" \t\r\n");
        if (start < 0 && !last) return false;
        rest = start < 0 ? [] : rest[start..];
        _bodyStart = text.Length - rest.Length;
        if (rest is ['{' or '[', ..])
        {
            _body = Body.Json;
        }
        else if (rest.StartsWith(ParameterTags.Function, StringComparison.Ordinal))
        {
            (_body, _bodyStart) = (Body.Tags, _bodyStart + ParameterTags.Function.Length);
        }
        else if (!last && ParameterTags.Function.AsSpan().StartsWith(rest, StringComparison.Ordinal))
        {
            return false;
        }
        else if (Trigger == Trigger.Mistral && NameLength(rest) is var length && (length < rest.Length || !last))
        {
            // name[ARGS]{…}: the name ends where the arguments or their mark begin
            if (length == rest.Length) return false;
            int bracket = rest.IndexOf('{');
            if (bracket < 0 && !last) return false;
            (_body, _bodyStart) = bracket < 0 ? (Body.Rubbish, _bodyStart) : (Body.Json, _bodyStart + bracket);
        }
        else
        {
            _body = Body.Rubbish;
        }
        return true;
    }

    /// <summary>After the body: the tags that close it, and one bracket too many before them.</summary>
    private bool FindClosing(ReadOnlySpan<char> text, bool last)
    {
        Length = _bodyEnd;
        _closed = Trigger is Trigger.Mistral or Trigger.PythonTag or Trigger.BareJson;
        int at = _bodyEnd;
        if (_body == Body.Tags)
        {
            _closed = text[at..].StartsWith(ParameterTags.FunctionEnd, StringComparison.Ordinal);
            if (_closed) Length = at += ParameterTags.FunctionEnd.Length;
            if (Trigger == Trigger.Function) return true;
        }
        if (Trigger == Trigger.Hermes) return CloseWith(JsonExtent.ClosingTag, text, at, last);
        if (Trigger == Trigger.Fence) return CloseWith("```", text, at, last);
        if (Trigger is Trigger.BareJson or Trigger.PythonTag) return SkipSeparator(text, last);
        return true;
    }

    private bool CloseWith(string tag, ReadOnlySpan<char> text, int at, bool last)
    {
        _stray = false; // a look before, when less of the text was there, may have seen it already
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || (!_stray && IsStray(text[at]))))
        {
            _stray |= IsStray(text[at]);
            at++;
        }
        ReadOnlySpan<char> rest = text[at..];
        _closed = rest.StartsWith(tag, StringComparison.Ordinal);
        if (_closed) Length = at + tag.Length;
        else if (!last && tag.AsSpan().StartsWith(rest, StringComparison.Ordinal)) return false;
        else if (_stray) Length = at;
        return true;
    }

    private bool IsStray(char c) => _body == Body.Json && c is '}' or ']';

    /// <summary>A semicolon parts Llama 3's calls.</summary>
    private bool SkipSeparator(ReadOnlySpan<char> text, bool last)
    {
        ReadOnlySpan<char> rest = text[_bodyEnd..].TrimStart();
        if (rest.Length == 0) return last;
        if (rest[0] == ';') Length = text.Length - rest.Length + 1;
        return true;
    }

    private bool Search(ReadOnlySpan<char> text, string tag, out int end)
    {
        int from = Math.Max(_bodyStart, _searched - tag.Length);
        int found = text[from..].IndexOf(tag, StringComparison.Ordinal);
        _searched = text.Length;
        end = found < 0 ? -1 : from + found;
        return found >= 0;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] is '_' or '-' or '.')) length++;
        return length;
    }

    /// <summary>The name before the arguments in Mistral's newer form.</summary>
    private string? Name(ReadOnlySpan<char> text)
    {
        if (Trigger != Trigger.Mistral) return null;
        ReadOnlySpan<char> before = text[_head.._bodyStart].Trim();
        return before[..NameLength(before)].ToString();
    }

    private WrittenCall Named(string name, ReadOnlySpan<char> body, RepairLog repairs) =>
        LenientJson.TryRead(body, _bodyStart, repairs, out JsonElement arguments) && arguments.ValueKind == JsonValueKind.Object
            ? new(name, arguments, repairs) : new(name, default, repairs);

    private IReadOnlyList<WrittenCall> Bare(ReadOnlySpan<char> body, RepairLog repairs)
    {
        if (!LenientJson.TryRead(body, _bodyStart, new RepairLog(0), out JsonElement value)) return [new("", default, repairs)];
        bool calls = value.ValueKind == JsonValueKind.Array
            ? value.GetArrayLength() > 0 && value.EnumerateArray().All(WrittenCall.HasShape) : WrittenCall.HasShape(value);
        // Both names of the arguments are in use where no tag tells the format apart, so neither is a repair.
        string named = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("parameters", out _) ? "parameters" : "arguments";
        return calls ? WrittenCall.Read(body, _bodyStart, named, repairs) : [new("", default, repairs)];
    }
}
