using System.Collections.Frozen;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Syntax;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The tests by name (https://jinja.palletsprojects.com/en/stable/templates/#builtin-tests).</summary>
internal static class TestTable
{
    private static readonly FrozenDictionary<string, Test> s_tests
        = All().ToFrozenDictionary(t => t.Name, t => t.Test, StringComparer.Ordinal);

    public static Test? Find(string name) => s_tests.GetValueOrDefault(name);

    private static (string Name, Test Test)[] All() =>
    [
        Unary("defined", value => value is not Undefined),
        Unary("undefined", value => value is Undefined),
        Unary("none", value => value is JinjaNone),
        Unary("true", value => value is true),
        Unary("false", value => value is false),
        Unary("boolean", value => value is bool),
        Unary("string", value => value is string or Markup),
        Unary("number", Numbers.IsNumber),
        Unary("integer", value => Numbers.IsInteger(value) && value is not bool),
        Unary("float", value => value is double),
        Unary("mapping", value => value is JinjaDict),
        Unary("sequence", value => value is JinjaSequence or JinjaDict or string or Markup or Undefined { IsUnsafe: false }),
        Unary("iterable", value => Iteration.TryOver(value, out _)),
        Unary("callable", value => value is Callable or Undefined { IsUnsafe: false }),
        Unary("escaped", value => value is Markup),
        Unary("lower", value => PythonPrint.TryText(value, out string text) && PythonCasing.IsAll(text, upper: false)),
        Unary("upper", value => PythonPrint.TryText(value, out string text) && PythonCasing.IsAll(text, upper: true)),
        Unary("filter", value => value is string name && FilterTable.Find(name) is not null),
        Unary("test", value => value is string name && Find(name) is not null),
        ("odd", new Test("odd", 0, (state, value, _) => PythonEquality.AreEqual(state, Remainder(state, value, 2L), 1L))),
        ("even", new Test("even", 0, (state, value, _) => PythonEquality.AreEqual(state, Remainder(state, value, 2L), 0L))),
        ("divisibleby", new Test("divisibleby", 1, (state, value, p)
            => PythonEquality.AreEqual(state, Remainder(state, value, p.Required(0, "divisibleby")), 0L))),
        ("sameas", new Test("sameas", 1, (state, value, p) => IsSame(state, value, p.Required(0, "sameas")))),
        ("in", new Test("in", 1, (state, value, p) => Iteration.Contains(state, p.Required(0, "in"), value))),
        .. Comparing(Comparison.Equal, "eq", "equalto", "=="),
        .. Comparing(Comparison.NotEqual, "ne", "!="),
        .. Comparing(Comparison.Less, "lt", "lessthan", "<"),
        .. Comparing(Comparison.LessOrEqual, "le", "<="),
        .. Comparing(Comparison.Greater, "gt", "greaterthan", ">"),
        .. Comparing(Comparison.GreaterOrEqual, "ge", ">="),
    ];

    private static (string, Test) Unary(string name, Func<object, bool> holds) => (name, new Test(name, 0, (_, value, _) => holds(value)));

    private static IEnumerable<(string, Test)> Comparing(Comparison comparison, params string[] names) => names.Select(name
        => (name, new Test(name, 1, (state, value, p) => ComparisonExpression.Holds(state, comparison, value, p.Required(0, name)))));

    private static object Remainder(RenderState state, object value, object divisor)
        => PythonPrint.TryText(value, out _) ? throw state.BadValue("A str has no remainder.") : Arithmetic.Modulo(state, value, divisor);

    // Small integers, booleans, None and equal strings are one object in Python; boxes here may be two.
    private static bool IsSame(RenderState state, object a, object b) => ReferenceEquals(a, b)
        || (a is bool or long or string && a.GetType() == b.GetType() && PythonEquality.AreEqual(state, a, b));
}
