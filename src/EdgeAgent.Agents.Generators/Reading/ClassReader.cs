using EdgeAgent.Agents.Generators.Diagnostics;
using EdgeAgent.Agents.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Reads a class with [Tool] methods: its own and those it inherits.</summary>
internal sealed class ClassReader(INamedTypeSymbol type, Compilation compilation)
{
    private readonly List<DiagnosticModel> _diagnostics = [];

    /// <summary>Reads the class of a marked method; null when another method of the class, or none, is the one that stands for it.</summary>
    public static ToolClassResult? Read(GeneratorAttributeSyntaxContext context)
    {
        if (context.TargetSymbol is not IMethodSymbol { MethodKind: not (MethodKind.LocalFunction or MethodKind.AnonymousFunction) } method)
            return null;
        method = method.PartialDefinitionPart ?? method;
        IMethodSymbol? first = method.ContainingType.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => AttributeOf(m) is { Own: true });
        return SymbolEqualityComparer.Default.Equals(first, method)
            ? new ClassReader(method.ContainingType, context.SemanticModel.Compilation).Read() : null;
    }

    private ToolClassResult Read()
    {
        List<ToolModel> tools = [];
        TypeReader types = new();
        if (CanBeReached())
        {
            HashSet<string> identifiers = [.. ContractReader.Reserved], names = [];
            foreach (IMethodSymbol method in Methods())
            {
                string identifier = method.Name;
                for (int i = 2; !identifiers.Add(identifier); i++) identifier = $"{method.Name}{i}";
                Location? place = PlaceOf(method);
                AttributeData attribute = AttributeOf(method)!.Value.Attribute;
                MethodReader reader = new(types, method, attribute, place, _diagnostics.Add);
                if (reader.Read(CSharpText.Identifier(identifier)) is not { } tool) continue;
                string name = AttributeReader.Text(attribute) ?? tool.Name;
                if (names.Add(name)) tools.Add(tool);
                else _diagnostics.Add(DiagnosticModel.At(place, ToolDiagnostics.DuplicateName, $"{type.Name}.{method.Name}", name));
            }
        }
        return new(Describe(tools, types), new(_diagnostics));
    }

    private ToolClass Describe(List<ToolModel> tools, TypeReader types)
    {
        string path = string.Join("", Containing().Reverse().Select(t => t.Name));
        string? space = type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString();
        return new(
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
                .WithGenericsOptions(SymbolDisplayGenericsOptions.None)),
            space, $"{path}ToolExtensions", Containing().All(t => t.DeclaredAccessibility == Accessibility.Public) ? "public" : "internal",
            CSharpText.Type(type), type.Name, tools.Any(t => !t.IsStatic), new(tools), new(tools.Count == 0 ? [] : types.Contracts()));
    }

    private bool CanBeReached()
    {
        Location? place = type.Locations.FirstOrDefault();
        string? why = Containing().Any(t => t.IsFileLocal) ? "it is local to its file; remove 'file'"
            : Containing().Any(t => t.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                ? "generated code cannot reach it; make it and the classes around it public or internal"
            : type.IsRefLikeType ? "it is a ref struct, which a tool cannot keep; use a class" : null;
        if (why is not null) _diagnostics.Add(DiagnosticModel.At(place, ToolDiagnostics.InaccessibleType, type.Name, why));
        else if (Containing().Any(t => t.IsGenericType))
            _diagnostics.Add(DiagnosticModel.At(place, ToolDiagnostics.Generic, type.Name, "the class"));
        else if (((CSharpCompilation)compilation).LanguageVersion is var version && (int)version < 1400)
            _diagnostics.Add(DiagnosticModel.At(place, ToolDiagnostics.LanguageVersion, version.ToDisplayString()));
        else return true;
        return false;
    }

    /// <summary>The class and those around it, innermost first.</summary>
    private IEnumerable<INamedTypeSymbol> Containing()
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType) yield return t;
    }

    /// <summary>Inherited methods first, each only as its most derived class has it.</summary>
    private List<IMethodSymbol> Methods()
    {
        List<IMethodSymbol> methods = [];
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            bool isOwn = SymbolEqualityComparer.Default.Equals(t, type);
            IMethodSymbol[] marked = [.. t.GetMembers().OfType<IMethodSymbol>().Where(m => AttributeOf(m) is not null
                && !IsOverridden(m, methods) && (isOwn || compilation.IsSymbolAccessibleWithin(m, compilation.Assembly)))];
            methods.InsertRange(0, marked);
        }
        return methods;
    }

    private static bool IsOverridden(IMethodSymbol method, List<IMethodSymbol> derived) => derived.Any(d =>
    {
        for (IMethodSymbol? m = d.OverriddenMethod; m is not null; m = m.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(m, method)) return true;
        return false;
    });

    private static (AttributeData Attribute, bool Own)? AttributeOf(IMethodSymbol method) =>
        AttributeReader.Find(method, AttributeReader.Tool) is { } attribute
            ? (attribute, method.GetAttributes().Contains(attribute)) : null;

    private Location? PlaceOf(IMethodSymbol method) =>
        method.Locations.FirstOrDefault(l => l.IsInSource) ?? type.Locations.FirstOrDefault();
}
