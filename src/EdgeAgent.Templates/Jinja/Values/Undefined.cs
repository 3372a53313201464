namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>What a missing variable, key or attribute evaluates to: prints as nothing, is false and empty, and fails when it is used
/// for more (Jinja's default <c>Undefined</c>).</summary>
internal sealed class Undefined
{
    private Undefined(string what, bool isUnsafe = false) => (What, IsUnsafe) = (what, isUnsafe);

    /// <summary>A sentence without its full stop.</summary>
    public string What { get; }

    /// <summary>The sandbox hides it: using it is a breach, not an oversight.</summary>
    public bool IsUnsafe { get; }

    public static Undefined Variable(string name) => new($"'{name}' is undefined");

    public static Undefined Attribute(object owner, string name)
        => new($"This {PythonType.NameOf(owner)} has no attribute or key '{name}'");

    public static Undefined Element(object owner, object key)
        => new($"This {PythonType.NameOf(owner)} has no element {(key is string ? $"'{key}'" : key)}");

    public static Undefined Because(string what) => new(what);

    public static Undefined Unsafe(object owner, string name)
        => new($"The sandbox does not give access to '{name}' of a {PythonType.NameOf(owner)}", isUnsafe: true);
}
