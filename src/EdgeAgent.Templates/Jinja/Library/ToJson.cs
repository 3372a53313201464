using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The filter <c>tojson</c> as Hugging Face defines it for chat templates.</summary>
internal static class ToJson
{
    private const string Name = "tojson";
    private static readonly string[] s_parameters = ["ensure_ascii", "indent", "separators", "sort_keys"];

    public static readonly Filter Filter = new(Convert) { Print = Print };

    private static string Convert(RenderState state, object value, Arguments arguments)
    {
        int mark = state.Output.Length;
        Print(state, value, arguments);
        return state.Output.Cut(mark);
    }

    private static void Print(RenderState state, object value, Arguments arguments)
    {
        bool isPlain = arguments is { Positional: [], Named: [] };
        new PythonJson(state, isPlain ? PythonJson.Form.Default : ReadForm(state, arguments)).Append(value);
    }

    private static PythonJson.Form ReadForm(RenderState state, Arguments arguments)
    {
        ParameterValues p = ParameterValues.Bind(state, Name, s_parameters, arguments);
        string? indent = p.IsNoneOrMissing(1) ? null
            : PythonPrint.TryText(p[1]!, out string text) ? text
            : Padding.Blanks(state, p.Integer(1, Name));
        (string item, string key) = (indent is null ? ", " : ",", ": ");
        if (!p.IsNoneOrMissing(2))
        {
            IReadOnlyList<object> separators = Iteration.Collect(state, p[2]!);
            if (separators is not [var first, var second] || !PythonPrint.TryText(first, out item) || !PythonPrint.TryText(second, out key))
                throw state.BadValue("The separators of 'tojson' are two strings.");
        }
        return new PythonJson.Form(p.Flag(0), indent, item, key, p.Flag(3));
    }
}
