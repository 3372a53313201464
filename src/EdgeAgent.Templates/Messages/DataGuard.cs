using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Messages;

/// <summary>Keeps data from forging structure: no text of a message or a tool may become an added token or a tool tag of the
/// prompt.</summary>
/// <remarks>
/// <para>An added token in data gets U+FDD0 after its first character; the tokenizer finds no added token across it and then drops it. A
/// tool tag that is ordinary text for the tokenizer must look different to the model itself: its <c>&lt;</c> becomes <c>\u003c</c> in
/// JSON and gets U+2060 behind it elsewhere. Which of the two is known only when the template prints it, so until then U+FDD1
/// stands for it: <c>tojson</c> writes the escape, and <see cref="Finish"/> what is left.</para>
/// <para>The two noncharacters are removed from data first.</para>
/// </remarks>
internal sealed class DataGuard
{
    private static readonly string[] s_toolTags
        = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<tools>", "</tools>"];

    private readonly MarkTrie _marks = new();
    private readonly SearchValues<char> _starts;

    public DataGuard(IReadOnlyList<string> addedTokens)
    {
        HashSet<string> tokens = new(addedTokens, StringComparer.Ordinal);
        foreach (string token in tokens)
            if (PythonText.Length(token) > 1) _marks.Add(token, Mark.Token);
        foreach (string tag in s_toolTags)
            if (!tokens.Contains(tag)) _marks.Add(tag, Mark.Tag);
        _starts = SearchValues.Create([.. _marks.FirstCharacters, GuardMarks.Token, GuardMarks.Tag]);
    }

    /// <summary>Guards everything in a message but its role.</summary>
    public void Apply(Message message) => message.Transform((key, value) => key switch
    {
        "content" when value is string text && message.HasRole("tool") => ApplyToPerhapsJson(text),
        "content" when value is JinjaList parts => ApplyToList(parts, sideBySide: true),
        "tool_calls" when value is JinjaList calls => ApplyToCalls(calls),
        _ => Apply(value),
    });

    /// <summary>Guards every text in a value, keys included; returns the same value where there was nothing to guard.</summary>
    public object Apply(object value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return value switch
        {
            string text => Apply(text),
            JinjaDict dict => ApplyToDict(dict, (_, inner) => Apply(inner)),
            JinjaList list => ApplyToList(list, sideBySide: false),
            _ => value,
        };
    }

    /// <summary>Writes the tags that came to lie outside of JSON.</summary>
    public static string Finish(string prompt)
        => prompt.Contains(GuardMarks.Tag) ? prompt.Replace($"{GuardMarks.Tag}", "<\u2060", StringComparison.Ordinal) : prompt;

    /// <summary>Guards one text; returns the same one where there was nothing to guard.</summary>
    /// <param name="text">The text to guard.</param>
    /// <param name="sideBySide">Whether the template may put another piece of data right behind this one: then what only begins a token
    /// or a tag at the end of the text counts too.</param>
    public string Apply(string text, bool sideBySide = false)
    {
        int at = text.AsSpan().IndexOfAny(_starts);
        if (at < 0) return text;
        if (text.AsSpan().IndexOfAny(GuardMarks.Token, GuardMarks.Tag) >= 0)
        {
            text = string.Concat(text.Where(c => c is not (GuardMarks.Token or GuardMarks.Tag)));
            at = 0;
        }
        StringBuilder? guarded = null;
        int from = 0;
        for (int next; (next = text.AsSpan(at).IndexOfAny(_starts)) >= 0; at++)
        {
            at += next;
            Mark found = _marks.Match(text.AsSpan(at), sideBySide);
            if (found == Mark.None) continue;
            guarded ??= new StringBuilder(text.Length + 16);
            int first = char.IsSurrogatePair(text, at) ? 2 : 1;
            if (found == Mark.Tag) guarded.Append(text, from, at - from).Append(GuardMarks.Tag);
            else guarded.Append(text, from, at + first - from).Append(GuardMarks.Token);
            from = at + first;
        }
        return guarded is null ? text : guarded.Append(text, from, text.Length - from).ToString();
    }

    // Text that is JSON already is not written by tojson: the escape goes in here.
    private string ApplyToPerhapsJson(string text)
    {
        string guarded = Apply(text);
        return guarded.Contains(GuardMarks.Tag) && IsJson(text)
            ? guarded.Replace($"{GuardMarks.Tag}", "\\u003c", StringComparison.Ordinal) : guarded;
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // the latter for half of a surrogate pair
        {
            return false;
        }
    }

    private JinjaList ApplyToCalls(JinjaList calls) => Map(calls, ApplyToCall);

    private object ApplyToCall(object call) => call is JinjaDict dict
        ? ApplyToDict(dict, (key, value) => key is "arguments" && value is string text ? ApplyToPerhapsJson(text)
            : key is "function" ? ApplyToCall(value)
            : Apply(value))
        : Apply(call);

    private JinjaList ApplyToList(JinjaList list, bool sideBySide) => Map(list, element => element switch
    {
        string text => Apply(text, sideBySide),
        JinjaDict part when sideBySide => ApplyToDict(part, (_, value) => value is string text ? Apply(text, sideBySide: true)
            : Apply(value)),
        _ => Apply(element),
    });

    private static JinjaList Map(JinjaList list, Func<object, object> change)
    {
        object[]? changed = null;
        for (int i = 0; i < list.Count; i++)
        {
            object guarded = change(list[i]);
            if (changed is null && ReferenceEquals(guarded, list[i])) continue;
            changed ??= list.ToArray();
            changed[i] = guarded;
        }
        return changed is null ? list : new JinjaList(changed);
    }

    private JinjaDict ApplyToDict(JinjaDict dict, Func<string, object, object> change)
    {
        KeyValuePair<object, object>[]? changed = null;
        for (int i = 0; i < dict.Count; i++)
        {
            string key = (string)dict.Keys[i]; // input is JSON: keys are strings
            string guardedKey = Apply(key);
            object guarded = change(key, dict.Values[i]);
            if (changed is null && ReferenceEquals(guardedKey, key) && ReferenceEquals(guarded, dict.Values[i])) continue;
            changed ??= [.. dict.Keys.Zip(dict.Values, KeyValuePair.Create)];
            changed[i] = new(guardedKey, guarded);
        }
        return changed is null ? dict : JinjaDict.Of(changed);
    }
}
