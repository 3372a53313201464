using EdgeAgent.Agents.Generators.Diagnostics;
using EdgeAgent.Agents.Generators.Models;
using EdgeAgent.Agents.Generators.Reading;
using EdgeAgent.Agents.Generators.Writing;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators;

/// <summary>Makes tools of <c>[Tool]</c> methods while the program is compiled: schema, reading of arguments, call, writing of results.</summary>
/// <remarks>
/// For a class X with marked methods it adds <c>AsTools()</c>: on an object of X, or on X itself where all of them are static. Nothing
/// is looked up at run time, so a trimmed or native program keeps what it needs and no more.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ToolGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that holds the classes, for tests.</summary>
    internal const string ClassesStep = "Classes";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ToolClassResult> read = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeReader.Tool, static (_, _) => true, static (c, _) => ClassReader.Read(c))
            .Where(static result => result is not null).Select(static (result, _) => result!);

        // Two steps: a line added above a method moves its diagnostics, not its code.
        IncrementalValuesProvider<ToolClass> classes = read.Select(static (result, _) => result.Class)
            .Where(static c => c.Tools.Count > 0).WithTrackingName(ClassesStep);
        context.RegisterSourceOutput(classes, static (output, model) => output.AddSource($"{model.HintName}.Tools.g.cs", ClassWriter.Write(model)));

        IncrementalValuesProvider<DiagnosticModel> diagnostics = read.SelectMany(static (result, _) => result.Diagnostics);
        context.RegisterSourceOutput(diagnostics.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.In(pair.Right)));
    }
}
