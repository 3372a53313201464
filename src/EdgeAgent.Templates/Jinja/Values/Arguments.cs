namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>The arguments of one call, evaluated: by position, then by name.</summary>
internal readonly record struct Arguments(object[] Positional, KeyValuePair<string, object>[] Named)
{
    public static readonly Arguments None = new([], []);

    public static Arguments Of(params object[] positional) => new(positional, []);

    public object? FindNamed(string name)
    {
        foreach ((string key, object value) in Named)
            if (key == name) return value;
        return null;
    }
}
