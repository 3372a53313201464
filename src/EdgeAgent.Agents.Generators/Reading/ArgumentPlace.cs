using EdgeAgent.Agents.Generators.Diagnostics;
using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Where a type stands in a method's parameters: its attributes there, the types around it, who is told what is wrong.</summary>
/// <param name="Path">The place for people: <c>alarms[].at</c>.</param>
/// <param name="Method">The method for people.</param>
/// <param name="Find">Finds an attribute of the parameter or property.</param>
/// <param name="Around">The types that contain it, outermost first.</param>
/// <param name="Report">Told what is wrong.</param>
internal sealed record ArgumentPlace(
    string Path, string Method, Func<string, AttributeData?> Find, IReadOnlyList<ITypeSymbol> Around, Action<DiagnosticDescriptor, string[]> Report)
{
    public bool IsInside(ITypeSymbol type) => Around.Any(a => SymbolEqualityComparer.Default.Equals(a, type));

    /// <summary>An item of a list or map.</summary>
    public ArgumentPlace Part(string suffix, ITypeSymbol container) =>
        this with { Path = Path + suffix, Find = static _ => null, Around = [.. Around, container] };

    /// <summary>A property.</summary>
    public ArgumentPlace Member(JsonMember member, ITypeSymbol container) =>
        this with { Path = $"{Path}.{member.Name}", Find = member.Find, Around = [.. Around, container] };

    public SchemaObject Refuse(ITypeSymbol type, string why) => Say(ToolDiagnostics.ParameterType, Path, Method, type.ToDisplayString(), why);

    public SchemaObject RefuseCycle(ITypeSymbol type) => Say(ToolDiagnostics.Cyclic, Path, Method, type.ToDisplayString());

    public void BrokenRule(string rule, string why) => Say(ToolDiagnostics.Rule, rule, $"{Path} of {Method}", why);

    private SchemaObject Say(DiagnosticDescriptor descriptor, params string[] arguments)
    {
        Report(descriptor, arguments);
        return new();
    }
}
