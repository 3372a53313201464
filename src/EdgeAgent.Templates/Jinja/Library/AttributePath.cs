using System.Globalization;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>What filters take as <c>attribute</c>: a name, a number, or a path with dots.</summary>
internal static class AttributePath
{
    /// <summary>Reads the attribute of an element (without an attribute it is the element itself), or gives another value where that is
    /// undefined.</summary>
    public static Func<object, object> Getter(RenderState state, object? attribute, object? otherwise = null)
    {
        if (attribute is null or JinjaNone) return element => element;
        object[] steps = PythonPrint.TryText(attribute, out string path) ? [.. path.Split('.').Select(Step)] : [attribute];
        return element =>
        {
            foreach (object step in steps)
            {
                element = Access.Item(state, element, step);
                if (element is Undefined && otherwise is not null) element = otherwise;
            }
            return element;
        };
    }

    private static object Step(string part)
        => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? Boxed.Integer(index) : part;
}
