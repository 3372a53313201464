namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>The one mutable value: <c>namespace(…)</c>, whose attributes <c>{% set ns.x = … %}</c> writes from any scope.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object> Attributes { get; } = new(StringComparer.Ordinal);
}
