using System.Globalization;
using System.Text;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Python's <c>str.format</c> (https://docs.python.org/3/library/string.html#formatstrings), for the fields that templates
/// use.</summary>
internal static class BraceFormat
{
    public static string Apply(RenderState state, string format, Arguments arguments)
    {
        state.Charge(format.Length);
        StringBuilder result = new();
        int automatic = 0;
        for (int at = 0; at < format.Length; at++)
        {
            char c = format[at];
            if (c is '{' or '}' && at + 1 < format.Length && format[at + 1] == c) at++;
            else if (c == '}') throw state.BadValue("A single '}' stands in the format.");
            else if (c == '{')
            {
                int close = format.IndexOf('}', at);
                if (close < 0) throw state.BadValue("A '{' of the format is never closed.");
                string text = Field(state, format[(at + 1)..close], arguments, ref automatic);
                state.Charge((long)result.Length + text.Length);
                result.Append(text);
                at = close;
                continue;
            }
            result.Append(c);
        }
        return result.ToString();
    }

    private static string Field(RenderState state, string field, Arguments arguments, ref int automatic)
    {
        if (field.Contains('{')) throw state.Unsupported("A field inside of a field of 'format' is not supported.");
        (string name, string spec) = field.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? (field[..colon], field[(colon + 1)..]) : (field, "");
        string conversion = "";
        if (name.IndexOf('!', StringComparison.Ordinal) is >= 0 and var mark) (name, conversion) = (name[..mark], name[(mark + 1)..]);
        if (name.AsSpan().IndexOfAny('.', '[') >= 0)
            throw state.Unsupported("Attributes and items in a field of 'format' are not supported.");
        object value = Value(state, name, arguments, ref automatic);
        value = conversion switch
        {
            "" => value,
            "s" => PythonPrint.Str(state, value),
            "r" => PythonPrint.Repr(state, value),
            _ => throw state.Unsupported($"The conversion '!{conversion}' is not supported."),
        };
        return spec.Length == 0 ? PythonPrint.Str(state, value) : Lay(state, value, spec);
    }

    private static object Value(RenderState state, string name, Arguments arguments, ref int automatic)
    {
        if (name.Length == 0) name = automatic++.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return arguments.FindNamed(name) ?? throw state.BadValue($"'format' is not given '{name}'.");
        return index < arguments.Positional.Length ? arguments.Positional[index]
            : throw state.BadValue($"'format' is not given argument {index}.");
    }

    // [[fill]align][sign][#][0][width][grouping][.precision][type]
    private static string Lay(RenderState state, object value, string spec)
    {
        int at = 0;
        (char fill, char align) = ('\0', '\0');
        if (spec.Length > 1 && IsAlign(spec[1])) (fill, align, at) = (spec[0], spec[1], 2);
        else if (IsAlign(spec[0])) (align, at) = (spec[0], 1);
        char sign = Take(spec, ref at, "+- ", '-');
        bool isAlternate = Take(spec, ref at, "#", '\0') != '\0';
        if (Take(spec, ref at, "0", '\0') != '\0' && align == '\0') (fill, align) = ('0', '=');
        int width = Number(state, spec, ref at) ?? 0;
        char grouping = Take(spec, ref at, ",_", '\0');
        int? precision = Take(spec, ref at, ".", '\0') == '\0' ? null
            : Number(state, spec, ref at) ?? throw state.BadValue("The format lacks its precision.");
        char type = at < spec.Length ? spec[at++] : DefaultType(state, value, precision);
        if (at < spec.Length) throw state.BadValue($"The format '{spec}' cannot be read.");
        if (type == 's' && !PythonPrint.TryText(value, out _))
            throw state.BadValue($"A {PythonType.NameOf(value)} cannot be formatted as 's'.");
        FormatSpec form = new()
        {
            Fill = fill, Align = align, Sign = sign, IsAlternate = isAlternate, Width = width, Precision = precision, Grouping = grouping,
            IsStrict = true,
        };
        return form.Convert(state, value, type);
    }

    private static char DefaultType(RenderState state, object value, int? precision) => value switch
    {
        string or Markup => 's',
        double when precision is null => FormatSpec.ShortestReal,
        double => throw state.Unsupported("A float in 'format' with a precision needs a type, for instance {:.2f}."),
        _ when Numbers.IsInteger(value) => 'd',
        _ => throw state.BadValue($"A {PythonType.NameOf(value)} takes no format."),
    };

    private static bool IsAlign(char c) => c is '<' or '>' or '^' or '=';

    private static char Take(string spec, ref int at, string any, char otherwise)
        => at < spec.Length && any.Contains(spec[at]) ? spec[at++] : otherwise;

    private static int? Number(RenderState state, string spec, ref int at)
    {
        int start = at;
        while (at < spec.Length && char.IsAsciiDigit(spec[at])) at++;
        if (start == at) return null;
        return int.TryParse(spec.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : throw state.TooMuchText();
    }
}
