using EdgeAgent.Agents.Generators.Diagnostics;
using EdgeAgent.Agents.Generators.Models;
using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Reads one [Tool] method, and says what keeps it from being a tool.</summary>
internal sealed class MethodReader(TypeReader types, IMethodSymbol method, AttributeData attribute, Location? place, Action<DiagnosticModel> report)
{
    private readonly string _shown = $"{method.ContainingType.Name}.{method.Name}";
    private bool _failed;

    /// <summary>The tool; null when something forbids it, which was reported.</summary>
    /// <param name="identifier">A name of its own for the generated method.</param>
    public ToolModel? Read(string identifier)
    {
        if (WhyNotCallable() is { } why) Fail(ToolDiagnostics.NotCallable, _shown, why);
        if (method.IsGenericMethod) Fail(ToolDiagnostics.Generic, _shown, "it");
        if (method.RefKind != RefKind.None) Fail(ToolDiagnostics.ByReference, "The result", _shown, "ref");
        CheckAttribute();
        if (_failed) return null;

        ParametersReader parameters = new(types, method, _shown, Say);
        parameters.Read();
        ResultModel result = ReadResult();
        string description = AttributeReader.Text(AttributeReader.Find(method, AttributeReader.Description)) ?? "";
        if (description.Length == 0) Say(ToolDiagnostics.NoDescription, place, _shown);
        if (result.IsAwaited && !parameters.HasCancellation) Say(ToolDiagnostics.NoCancellation, place, _shown);
        return _failed ? null : new(
            CSharpText.Identifier(method.Name), identifier, method.IsStatic, ToolNames.Of(method), description, parameters.Schema(),
            CSharpText.Attribute(attribute), AttributeReader.Grounds(method), new(parameters.Arguments), new(parameters.Models), result);
    }

    private string? WhyNotCallable() => method switch
    {
        { ExplicitInterfaceImplementations.IsEmpty: false } => "it implements an interface explicitly; make it a public method",
        { MethodKind: not MethodKind.Ordinary } => "it is no ordinary method; mark a method that a model can call by name and arguments",
        { IsStatic: true, IsAbstract: true } or { IsStatic: true, IsVirtual: true } =>
            "it is a static member of an interface; mark the class's own method",
        { DeclaredAccessibility: Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal } =>
            "generated code cannot reach it; make it public or internal",
        { IsStatic: false, ContainingType.IsValueType: true } => "it would run on a copy of a struct; put it into a class",
        _ => null,
    };

    private void CheckAttribute()
    {
        string name = AttributeReader.Text(attribute) ?? ToolNames.Of(method);
        if (!ToolNames.IsUsable(name)) Fail(ToolDiagnostics.BadName, name);
        if (AttributeReader.Named(attribute, "TimeoutSeconds") is double seconds && seconds is not (0 or (>= 0.001 and <= 3600)))
            Fail(ToolDiagnostics.Timeout, _shown, JsonText.Number(seconds));
    }

    private ResultModel ReadResult()
    {
        ITypeSymbol type = method.ReturnType;
        if (method.ReturnsVoid) return new(false, null, false);
        string definition = CSharpText.Type(type.OriginalDefinition);
        bool awaited = definition is "global::System.Threading.Tasks.Task" or "global::System.Threading.Tasks.ValueTask"
            or "global::System.Threading.Tasks.Task<TResult>" or "global::System.Threading.Tasks.ValueTask<TResult>";
        if (awaited)
        {
            if (type is not INamedTypeSymbol { IsGenericType: true } task) return new(true, null, false);
            type = task.TypeArguments[0];
        }
        if (IsContent(type)) return new(awaited, CSharpText.TypeWithNullability(type), true);
        if (CSharpText.Type(type.OriginalDefinition).StartsWith("global::System.Collections.Generic.IAsyncEnumerable<", StringComparison.Ordinal))
            Fail(ToolDiagnostics.ResultType, _shown, type.ToDisplayString(), "is a stream, and a model reads a whole result; return a list");
        else
            types.Result(type, (part, why) => Fail(ToolDiagnostics.ResultType, _shown, part.ToDisplayString(), why));
        return new(awaited, CSharpText.TypeWithNullability(type), false);
    }

    private static bool IsContent(ITypeSymbol type)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
            if (t.ToDisplayString() == "Microsoft.Extensions.AI.AIContent") return true;
        return false;
    }

    private void Fail(DiagnosticDescriptor descriptor, params string[] arguments) => Say(descriptor, place, arguments);

    private void Say(DiagnosticDescriptor descriptor, Location? where, params string[] arguments)
    {
        _failed |= descriptor.DefaultSeverity == DiagnosticSeverity.Error;
        report(DiagnosticModel.At(where ?? place, descriptor, arguments));
    }
}
