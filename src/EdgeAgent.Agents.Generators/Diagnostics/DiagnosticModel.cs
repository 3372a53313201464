using EdgeAgent.Agents.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EdgeAgent.Agents.Generators.Diagnostics;

/// <summary>A diagnostic without symbols or trees, equal to another that says the same in the same place.</summary>
internal sealed record DiagnosticModel(string Id, string FilePath, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static DiagnosticModel At(Location? location, DiagnosticDescriptor descriptor, params string[] arguments)
    {
        FileLinePositionSpan lines = location?.GetLineSpan() ?? default;
        return new(descriptor.Id, lines.Path ?? "", location?.SourceSpan ?? default, lines.Span, new(arguments));
    }

    /// <summary>The diagnostic in its tree, so that <c>#pragma warning disable</c> reaches it.</summary>
    public Diagnostic In(Compilation compilation)
    {
        SyntaxTree? tree = compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == FilePath && t.Length >= Span.End);
        Location place = tree is null ? Location.Create(FilePath, Span, Lines) : Location.Create(tree, Span);
        return Diagnostic.Create(ToolDiagnostics.All.First(d => d.Id == Id), place, [.. Arguments]);
    }
}
