using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>An edit elsewhere costs nothing: the models are equal, so the compiler takes the text it has.</summary>
public sealed class IncrementalTests
{
    private const string Source = GeneratorRun.Usings + """
        public record R(int X, List<string> Y);
        public class C { [Tool] public R M([Range(1, 3)] int a, R b, string? c = null) => b; }
        """;

    [Theory]
    [InlineData("class Unrelated;", true)] // another file
    [InlineData("", true)] // a line above the method
    [InlineData("[Range(1, 4)]", false)] // the method itself
    public void Edit_Source_RunsTheOutputAgainOnlyWhereTheToolChanged(string edit, bool isCached)
    {
        CSharpCompilation before = GeneratorRun.Compile(Source);
        GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        SyntaxTree tree = before.SyntaxTrees[0];
        CSharpCompilation after = edit switch
        {
            "" => before.ReplaceSyntaxTree(tree, GeneratorRun.Parse($"// a line\n{Source}", tree.FilePath)),
            ['[', ..] => before.ReplaceSyntaxTree(tree, GeneratorRun.Parse(Source.Replace("[Range(1, 3)]", edit, StringComparison.Ordinal), tree.FilePath)),
            _ => before.AddSyntaxTrees(GeneratorRun.Parse(edit, "Other.cs")),
        };
        GeneratorRunResult result = driver.RunGenerators(after, TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        IncrementalStepRunReason[] classes = [.. result.TrackedSteps[ToolGenerator.ClassesStep].SelectMany(s => s.Outputs).Select(o => o.Reason)];
        Assert.NotEmpty(classes);
        Assert.All(classes, r => Assert.Equal(isCached, r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.Equal(isCached, result.TrackedOutputSteps.SelectMany(s => s.Value).Where(s => s.Inputs.Any(i => i.Source.Name == ToolGenerator.ClassesStep))
            .SelectMany(s => s.Outputs).All(o => o.Reason == IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void Models_TheirTypes_KeepNoSymbolsOrTrees()
    {
        Type[] models = [.. typeof(ToolGenerator).Assembly.GetTypes().Where(t => t.Namespace?.EndsWith(".Models", StringComparison.Ordinal) is true)];
        Assert.Contains(models, t => t.Name == "ToolClass");
        foreach (Type model in models)
            foreach (System.Reflection.FieldInfo field in model.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic))
                Assert.False(typeof(ISymbol).IsAssignableFrom(field.FieldType) || typeof(SyntaxNode).IsAssignableFrom(field.FieldType), $"{model}.{field.Name}");
    }
}
