using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's <c>json.dumps</c>, character for character, as Hugging Face's <c>tojson</c> calls it.</summary>
/// <remarks>Nothing is escaped for HTML; only <c>"</c>, <c>\</c> and control characters are escaped, unless <c>ensure_ascii</c> asks for
/// more. In guarded data a <see cref="GuardMarks.Tag"/> is written as an escaped <c>&lt;</c>.</remarks>
internal readonly struct PythonJson(RenderState state, PythonJson.Form form)
{
    /// <summary>How to lay it out: a null indent keeps one line.</summary>
    public sealed record Form(bool EnsureAscii = false, string? Indent = null, string ItemSeparator = ", ", string KeySeparator = ": ",
        bool SortKeys = false)
    {
        public static readonly Form Default = new();
    }

    private PromptBuffer Output => state.Output;

    public void Append(object value) => Append(value, depth: 0);

    private void Append(object value, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        state.Step();
        switch (value)
        {
            case string text: AppendText(text); break;
            case Markup markup: AppendText(markup.Text); break;
            case JinjaNone: Output.Append("null"); break;
            case bool truth: Output.Append(truth ? "true" : "false"); break;
            case long integer: AppendInteger(integer); break;
            case BigInteger integer: Output.Append(integer.ToString(CultureInfo.InvariantCulture)); break;
            case double real: Output.Append(Real(real)); break;
            case JinjaDict { Source: { } source } when !form.SortKeys: AppendObject(source, depth); break;
            case JinjaDict dict: AppendDict(dict, depth); break;
            case JinjaList { Source: { } source }: AppendArray(source, depth); break;
            case JinjaList or JinjaTuple: AppendSequence((JinjaSequence)value, depth); break;
            default: throw state.BadValue($"A {PythonType.NameOf(value)} cannot be written as JSON.");
        }
    }

    private void AppendNode(JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject map when !form.SortKeys:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                state.Step();
                AppendObject(map, depth);
                break;
            case JsonArray array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                state.Step();
                AppendArray(array, depth);
                break;
            default: Append(JsonValues.From(node), depth); break;
        }
    }

    private void AppendObject(JsonObject map, int depth)
    {
        bool first = true;
        Output.Append('{');
        foreach ((string key, JsonNode? node) in map)
        {
            Separate(ref first, depth + 1);
            AppendText(key);
            Output.Append(form.KeySeparator);
            AppendNode(node, depth + 1);
        }
        Close('}', first, depth);
    }

    private void AppendArray(JsonArray array, int depth)
    {
        bool first = true;
        Output.Append('[');
        foreach (JsonNode? node in array)
        {
            Separate(ref first, depth + 1);
            AppendNode(node, depth + 1);
        }
        Close(']', first, depth);
    }

    private void AppendDict(JinjaDict dict, int depth)
    {
        bool first = true;
        Output.Append('{');
        object[] indexes = [.. Enumerable.Range(0, dict.Count).Select(i => (object)i)];
        if (form.SortKeys) indexes = PythonOrder.Sort(state, indexes, i => dict.Keys[(int)i], reverse: false);
        foreach (int i in indexes)
        {
            Separate(ref first, depth + 1);
            AppendText(Key(dict.Keys[i]));
            Output.Append(form.KeySeparator);
            Append(dict.Values[i], depth + 1);
        }
        Close('}', first, depth);
    }

    private void AppendSequence(JinjaSequence sequence, int depth)
    {
        bool first = true;
        Output.Append('[');
        for (int i = 0; i < sequence.Count; i++)
        {
            Separate(ref first, depth + 1);
            Append(sequence[i], depth + 1);
        }
        Close(']', first, depth);
    }

    private string Key(object key) => key switch
    {
        string text => text,
        Markup markup => markup.Text,
        JinjaNone => "null",
        bool truth => truth ? "true" : "false",
        double real => Real(real),
        _ when Numbers.IsInteger(key) => Numbers.ToBig(key).ToString(CultureInfo.InvariantCulture),
        _ => throw state.BadValue($"A {PythonType.NameOf(key)} cannot be a key in JSON."),
    };

    private static string Real(double value)
        => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity" : PythonFloat.Repr(value);

    private void AppendInteger(long integer)
    {
        Span<char> digits = stackalloc char[20];
        integer.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Output.Append(digits[..length]);
    }

    private void Separate(ref bool first, int depth)
    {
        if (!first) Output.Append(form.ItemSeparator);
        first = false;
        NewLine(depth);
    }

    private void Close(char bracket, bool isEmpty, int depth)
    {
        if (!isEmpty) NewLine(depth);
        Output.Append(bracket);
    }

    private void NewLine(int depth)
    {
        if (form.Indent is null) return;
        Output.Append('\n');
        for (int i = 0; i < depth; i++) Output.Append(form.Indent);
    }

    private void AppendText(string text)
    {
        Output.Append('"');
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            int next = JsonEscapes.First(rest, form.EnsureAscii, state.IsGuarded);
            if (next < 0) break;
            Output.Append(rest[..next]);
            JsonEscapes.Append(Output, rest[next], state.IsGuarded);
            rest = rest[(next + 1)..];
        }
        Output.Append(rest);
        Output.Append('"');
    }
}
