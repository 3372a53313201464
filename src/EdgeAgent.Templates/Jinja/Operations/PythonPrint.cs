using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's <c>str()</c> and <c>repr()</c>.</summary>
internal static class PythonPrint
{
    /// <summary>The text of a value that is a string.</summary>
    public static bool TryText(object value, out string text)
    {
        text = value as string ?? (value as Markup)?.Text!;
        return text is not null;
    }

    public static string Str(RenderState state, object value)
    {
        if (TryText(value, out string text)) return text;
        if (value is long integer) return integer.ToString(CultureInfo.InvariantCulture);
        int mark = state.Output.Length;
        AppendStr(state, state.Output, value);
        return state.Output.Cut(mark);
    }

    public static string Repr(RenderState state, object value)
    {
        int mark = state.Output.Length;
        AppendRepr(state, state.Output, value);
        return state.Output.Cut(mark);
    }

    public static void AppendStr(RenderState state, PromptBuffer output, object value)
    {
        if (TryText(value, out string text)) output.Append(text);
        else if (value is not Undefined) AppendRepr(state, output, value);
    }

    public static void AppendRepr(RenderState state, PromptBuffer output, object value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        state.Step();
        switch (value)
        {
            case string text: AppendQuoted(output, text); break;
            case Markup markup: output.Append("Markup("); AppendQuoted(output, markup.Text); output.Append(')'); break;
            case JinjaNone: output.Append("None"); break;
            case bool truth: output.Append(truth ? "True" : "False"); break;
            case long integer: output.Append(integer.ToString(CultureInfo.InvariantCulture)); break;
            case BigInteger integer: output.Append(integer.ToString(CultureInfo.InvariantCulture)); break;
            case double real: output.Append(PythonFloat.Repr(real)); break;
            case Undefined: output.Append("Undefined"); break;
            case JinjaDict dict: AppendDict(state, output, dict); break;
            case JinjaRange range: AppendRange(output, range); break;
            case JinjaTuple tuple: AppendTuple(state, output, tuple); break;
            case JinjaSequence list: AppendElements(state, output, '[', list.ToArray(), ']'); break;
            case DictView view: AppendView(state, output, view); break;
            default: output.Append($"<{PythonType.NameOf(value)}>"); break; // Python prints an address here
        }
    }

    private static void AppendElements(RenderState state, PromptBuffer output, char open, IReadOnlyList<object> elements, char close)
    {
        output.Append(open);
        for (int i = 0; i < elements.Count; i++)
        {
            if (i > 0) output.Append(", ");
            AppendRepr(state, output, elements[i]);
        }
        output.Append(close);
    }

    private static void AppendTuple(RenderState state, PromptBuffer output, JinjaTuple tuple)
    {
        if (tuple.Count != 1)
        {
            AppendElements(state, output, '(', tuple.ToArray(), ')');
            return;
        }
        output.Append('(');
        AppendRepr(state, output, tuple[0]);
        output.Append(",)");
    }

    private static void AppendDict(RenderState state, PromptBuffer output, JinjaDict dict)
    {
        object[] keys = dict.Keys;
        output.Append('{');
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0) output.Append(", ");
            AppendRepr(state, output, keys[i]);
            output.Append(": ");
            AppendRepr(state, output, dict.Values[i]);
        }
        output.Append('}');
    }

    private static void AppendView(RenderState state, PromptBuffer output, DictView view)
    {
        output.Append(view.TypeName);
        output.Append('(');
        AppendElements(state, output, '[', view.Elements, ']');
        output.Append(')');
    }

    private static void AppendRange(PromptBuffer output, JinjaRange range)
    {
        output.Append(string.Create(CultureInfo.InvariantCulture, $"range({range.Start}, {range.Stop}"));
        if (range.Step != 1) output.Append(string.Create(CultureInfo.InvariantCulture, $", {range.Step}"));
        output.Append(')');
    }

    /// <summary>A string as Python quotes it: with an apostrophe inside and no quotation mark, between quotation marks.</summary>
    private static void AppendQuoted(PromptBuffer output, string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        output.Append(quote);
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c == quote || c == '\\') { output.Append('\\'); output.Append(c); }
            else if (c is >= ' ' and < '\x7f') output.Append(c);
            else if (c is '\n' or '\r' or '\t') { output.Append('\\'); output.Append(c == '\n' ? 'n' : c == '\r' ? 'r' : 't'); }
            else AppendBeyondAscii(output, text, ref at);
        }
        output.Append(quote);
    }

    private static void AppendBeyondAscii(PromptBuffer output, string text, ref int at)
    {
        bool isPair = char.IsSurrogatePair(text, at);
        int code = isPair ? char.ConvertToUtf32(text, at) : text[at];
        if (IsPrintable(CharUnicodeInfo.GetUnicodeCategory(code))) output.Append(text.AsSpan(at, isPair ? 2 : 1));
        else output.Append(code < 0x100 ? $"\\x{code:x2}" : code < 0x10000 ? $"\\u{code:x4}" : $"\\U{code:x8}");
        if (isPair) at++;
    }

    private static bool IsPrintable(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
