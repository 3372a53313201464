using System.Numerics;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>The Python names of the values' types, for messages and for printing.</summary>
internal static class PythonType
{
    public static string NameOf(object value) => value switch
    {
        string or Markup => "str",
        JinjaNone => "None",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        JinjaDict => "dict",
        JinjaSequence sequence => sequence.TypeName,
        DictView view => view.TypeName,
        Generator => "generator",
        Undefined => "undefined value",
        JinjaNamespace => "namespace",
        Callable callable => callable.TypeName,
        _ => value.GetType().Name,
    };
}
