using System.Numerics;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Operations;

/// <summary>Python's <c>bool()</c>: false are None, False, zero, what is empty, and what is undefined.</summary>
internal static class Truth
{
    public static bool Of(object value) => value switch
    {
        bool truth => truth,
        string text => text.Length > 0,
        JinjaNone or Undefined => false,
        long integer => integer != 0,
        double real => real != 0,
        JinjaSequence sequence => sequence.Count > 0,
        JinjaDict dict => dict.Count > 0,
        DictView view => view.Elements.Count > 0,
        Markup markup => markup.Text.Length > 0,
        BigInteger integer => !integer.IsZero,
        _ => true,
    };
}
