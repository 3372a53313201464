using System.Collections.Frozen;
using System.Numerics;
using EdgeAgent.Templates.Jinja.Syntax;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The Python attributes that a template may reach, and those that the sandbox or this interpreter refuses.</summary>
internal static class MethodTable
{
    private static readonly FrozenDictionary<string, Method> s_text = Table(TextMethods.All);
    private static readonly FrozenDictionary<string, Method> s_dict = Table(ContainerMethods.OfDicts);
    private static readonly FrozenDictionary<string, Method> s_list = Table(ContainerMethods.OfSequences);

    private static readonly FrozenSet<string> s_dictMutators = Names("clear pop popitem setdefault update");
    private static readonly FrozenSet<string> s_listMutators = Names("append clear extend insert pop remove reverse sort");

    private static readonly FrozenSet<string> s_refusedOfText
        = Names("encode format_map isidentifier isprintable istitle maketrans translate");
    private static readonly FrozenSet<string> s_refusedOfDict = Names("fromkeys");
    private static readonly FrozenSet<string> s_refusedOfNumber
        = Names("as_integer_ratio bit_count bit_length conjugate denominator from_bytes fromhex hex imag is_integer numerator real to_bytes");

    public static Method? OfText(string name) => s_text.GetValueOrDefault(name);

    public static Method? OfDict(string name) => s_dict.GetValueOrDefault(name);

    /// <summary>Whether <c>dict.name</c> means something else than the key of that name.</summary>
    public static bool IsDictAttribute(string name)
        => s_dict.ContainsKey(name) || s_dictMutators.Contains(name) || s_refusedOfDict.Contains(name) || IsInternal(name);

    /// <summary>The attribute, <see cref="Undefined"/> where the sandbox hides it, or null where the type has none of that name.</summary>
    /// <exception cref="TemplateException">Python has it and this interpreter does not.</exception>
    public static object? Find(RenderState state, object value, string name)
    {
        if (IsInternal(name)) return Undefined.Unsafe(value, name);
        return value switch
        {
            string => Find(state, value, name, s_text, FrozenSet<string>.Empty, s_refusedOfText),
            Markup markup => Find(state, markup.Text, name, s_text, FrozenSet<string>.Empty, s_refusedOfText),
            JinjaDict => Find(state, value, name, s_dict, s_dictMutators, s_refusedOfDict),
            JinjaList => Find(state, value, name, s_list, s_listMutators, FrozenSet<string>.Empty),
            JinjaSequence => name == "copy" ? null : Find(state, value, name, s_list, FrozenSet<string>.Empty, FrozenSet<string>.Empty),
            LoopState loop => loop.Attribute(name),
            MacroValue macro => macro.Attribute(name),
            long or double or bool or BigInteger when s_refusedOfNumber.Contains(name) => throw Refuse(state, value, name),
            _ => null,
        };
    }

    private static object? Find(RenderState state, object value, string name,
        FrozenDictionary<string, Method> methods, FrozenSet<string> mutators, FrozenSet<string> refused)
    {
        if (methods.TryGetValue(name, out Method? method)) return new BoundMethod(value, method);
        if (mutators.Contains(name)) return Undefined.Unsafe(value, name);
        return refused.Contains(name) ? throw Refuse(state, value, name) : null;
    }

    private static TemplateException Refuse(RenderState state, object value, string name)
        => state.Unsupported($"'{name}' of a {PythonType.NameOf(value)} is not supported.");

    private static bool IsInternal(string name)
        => name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    private static FrozenDictionary<string, Method> Table(IEnumerable<Method> methods)
        => methods.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
