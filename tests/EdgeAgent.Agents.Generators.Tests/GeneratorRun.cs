using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>Runs the generator over a source text, as a compiler does.</summary>
internal static class GeneratorRun
{
    /// <summary>What every source begins with.</summary>
    public const string Usings = """
        using System; using System.Collections.Generic; using System.ComponentModel; using System.ComponentModel.DataAnnotations; using System.IO;
        using System.Text.Json.Serialization; using System.Threading; using System.Threading.Tasks; using EdgeAgent.Agents;

        """;

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("EdgeAgent.Agents.Generators", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // This version of the compiler's library calls C# 14 a preview.
    public static CSharpParseOptions Options { get; } = new(LanguageVersion.Preview);

    public static CSharpCompilation Compile(string source, CSharpParseOptions? options = null) => CSharpCompilation.Create(
        "Test", [Parse(source, "Test.cs", options)], References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string source, string file, CSharpParseOptions? options = null) =>
        CSharpSyntaxTree.ParseText(source, options ?? Options, file, cancellationToken: TestContext.Current.CancellationToken);

    public static GeneratorDriver Driver(CSharpParseOptions? options = null) => CSharpGeneratorDriver.Create(
        [new ToolGenerator().AsSourceGenerator()], parseOptions: options ?? Options,
        driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The diagnostics that a user sees, suppressed ones left out, and the generated texts.</summary>
    public static (IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Sources) Run(string source, CSharpParseOptions? options = null)
    {
        GeneratorDriver driver = Driver(options).RunGeneratorsAndUpdateCompilation(
            Compile(source, options), out _, out ImmutableArray<Diagnostic> diagnostics, TestContext.Current.CancellationToken);
        Assert.All(driver.GetRunResult().Results, r => Assert.Null(r.Exception));
        return ([.. diagnostics.Where(d => !d.IsSuppressed)], [.. driver.GetRunResult().GeneratedTrees.Select(t => t.ToString())]);
    }
}
