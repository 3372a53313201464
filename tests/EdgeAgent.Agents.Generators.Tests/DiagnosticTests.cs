using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeAgent.Agents.Generators.Tests;

/// <summary>What a user is told of a method that cannot be a tool: the id, the place, and words that say what to do.</summary>
public sealed class DiagnosticTests
{
    private const string Described = "[Tool, Description(\"d\")] ";

    /// <summary>Id, members of a class (§ stands for the attributes of a described tool), the text the diagnostic points at, words of its message.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "EAG0001", "§ private void M() { }", "M", "make it public or internal" },
        { "EAG0001", "§ protected void M() { }", "M", "make it public or internal" },
        { "EAG0001", "public int P { § get => 1; }", "get", "no ordinary method" },
        { "EAG0001", "§ public C() { }", "C", "no ordinary method" },
        { "EAG0001", "§ public static C operator +(C a, C b) => a;", "+", "no ordinary method" },
        { "EAG0001", "public struct S { § public void M() { } }", "M", "put it into a class" },
        { "EAG0001", "public interface I { § static abstract void M(); }", "M", "mark the class's own method" },
        { "EAG0001", "public interface I { void M(); } public class D : I { § void I.M() { } }", "M", "public method" },
        { "EAG0002", "private class D { § public void M() { } }", "D", "make it and the classes around it public or internal" },
        { "EAG0002", "public ref struct D { § public static void M() { } }", "D", "use a class" },
        { "EAG0003", "§ public void M<T>(T a) { }", "M", "write a method for each type" },
        { "EAG0003", "public class D<T> { § public void M() { } }", "D", "the class is generic" },
        { "EAG0004", "§ public void M(ref int a) { }", "a", "passed by 'ref'" },
        { "EAG0004", "§ public void M(out int a) { a = 1; }", "a", "passed by 'out'" },
        { "EAG0004", "§ public void M(in int a) { }", "a", "passed by 'in'" },
        { "EAG0004", "private int f; § public ref int M() => ref f;", "M", "The result" },
        { "EAG0005", "§ public void M(object a) { }", "a", "use a record with the properties you expect" },
        { "EAG0005", "§ public void M(Stream a) { }", "a", "a model writes no bytes" },
        { "EAG0005", "§ public void M(Action a) { }", "a", "JSON has no such value" },
        { "EAG0005", "§ public void M(Type a) { }", "a", "JSON has no such value" },
        { "EAG0005", "§ public void M(nint a) { }", "a", "JSON has no such value" },
        { "EAG0005", "§ public void M(byte[] a) { }", "a", "cannot make one from a schema" },
        { "EAG0005", "§ public void M(int[,] a) { }", "a", "array of arrays" },
        { "EAG0005", "§ public void M((int, int) a) { }", "a", "use a record" },
        { "EAG0005", "§ public void M(Dictionary<int, int> a) { }", "a", "Dictionary<string, T>" },
        { "EAG0005", "§ public void M(Queue<int> a) { }", "a", "List<T>" },
        { "EAG0005", "§ public void M(IComparable a) { }", "a", "use a record" },
        { "EAG0005", "§ public void M(IAsyncEnumerable<int> a) { }", "a", "use a record" },
        { "EAG0005", "public record R(List<object> X); § public void M(R a) { }", "a", "a.x[]" },
        { "EAG0005", "public abstract class R; § public void M(R a) { }", "a", "says not which class to make" },
        { "EAG0005", "public class R { public R(int a) { } public R(string b) { } } § public void M(R a) { }", "a", "[JsonConstructor]" },
        { "EAG0005", "public class R { public R(int x) { } } § public void M(R a) { }", "a", "parameter 'x' has no property" },
        { "EAG0005", "public class R<T> { public T? X { get; init; } } § public void M(R<int> a) { }", "a", "use constructor parameters or 'set'" },
        { "EAG0005", "[JsonPolymorphic] public class R; § public void M(R a) { }", "a", "[JsonPolymorphic]" },
        { "EAG0005", "public class R { [JsonNumberHandling(JsonNumberHandling.Strict)] public int X { get; set; } } § public void M(R a) { }", "a", "[JsonNumberHandling]" },
        { "EAG0005", "public class R { [JsonInclude] public int X; } § public void M(R a) { }", "a", "[JsonInclude]" },
        { "EAG0006", "public record Node(string Name, List<Node> Children); § public void M(Node a) { }", "a", "list with the ids of the parents" },
        { "EAG0007", "§ public object M() => 1;", "M", "'object'" },
        { "EAG0007", "§ public IAsyncEnumerable<int> M() => throw new Exception();", "M", "return a list" },
        { "EAG0007", "§ public async Task<Stream> M(CancellationToken c) { await Task.Yield(); return Stream.Null; }", "M", "System.IO.Stream" },
        { "EAG0007", "public record R(Dictionary<string, Type> X); § public R M() => new([]);", "M", "'System.Type'" },
        { "EAG0008", "[Tool(\"set light\"), Description(\"d\")] public void M() { }", "M", "'set light'" },
        { "EAG0008", "[Tool(\"\"), Description(\"d\")] public void M() { }", "M", "1 to 128 letters" },
        { "EAG0008", "§ public void Però() { }", "Però", "'però'" },
        { "EAG0009", "§ public void M() { } § public void M(int a) { }", "M", "tool named 'm'" },
        { "EAG0009", "§ public void A() { } [Tool(\"a\"), Description(\"d\")] public void B() { }", "B", "tool named 'a'" },
        { "EAG0010", "[Tool(TimeoutSeconds = 4000), Description(\"d\")] public void M() { }", "M", "is 4000" },
        { "EAG0010", "[Tool(TimeoutSeconds = -0.5), Description(\"d\")] public void M() { }", "M", "is -0.5" },
        { "EAG0011", "§ public void M([Range(typeof(DateTime), \"2020-01-01\", \"2021-01-01\")] DateTime a) { }", "a", "limits must be numbers" },
        { "EAG0011", "§ public void M([AllowedValues(typeof(int))] string a) { }", "a", "texts, numbers, booleans or enum members" },
        { "EAG0011", "§ public void M([DefaultValue(\"x\")] int a) { }", "a", "constant of type int" },
        { "EAG0012", "[Tool] public void M() { }", "M", "[Description]" },
        { "EAG0013", "§ public Task M() => Task.CompletedTask;", "M", "CancellationToken" },
        { "EAG0013", "§ public async ValueTask<int> M() { await Task.Yield(); return 1; }", "M", "CancellationToken" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Diagnostic_OfAMethod_PointsAtItAndSaysWhatToDo(string id, string members, string place, string words)
    {
        (IReadOnlyList<Diagnostic> diagnostics, _) = GeneratorRun.Run($"{GeneratorRun.Usings}public class C {{ {members.Replace("§", Described, StringComparison.Ordinal)} }}");
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(words, diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal(place, diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void Diagnostic_FileLocalClass_IsEAG0002() =>
        Assert.Equal("EAG0002", Assert.Single(GeneratorRun.Run($"{GeneratorRun.Usings}file class C {{ {Described} public void M() {{ }} }}").Diagnostics).Id);

    [Fact]
    public void Diagnostic_OldLanguage_IsEAG0014()
    {
        CSharpParseOptions old = new(LanguageVersion.CSharp13);
        (IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<string> sources) = GeneratorRun.Run($"{GeneratorRun.Usings}public class C {{ {Described} public void M() {{ }} }}", old);
        Assert.Equal("EAG0014", Assert.Single(diagnostics).Id);
        Assert.Empty(sources);
    }

    [Fact]
    public void Diagnostic_WithPragma_IsSuppressed() => Assert.Empty(GeneratorRun.Run(
        $"{GeneratorRun.Usings}public class C {{\n#pragma warning disable EAG0012\n[Tool] public void M() {{ }}\n#pragma warning restore EAG0012\n}}").Diagnostics);

    [Fact]
    public void Diagnostic_OnOneMethod_LeavesTheOthersTheirTools()
    {
        (IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<string> sources) =
            GeneratorRun.Run($"{GeneratorRun.Usings}public class C {{ {Described} public void Good() {{ }} {Described} public void Bad(object a) {{ }} }}");
        Assert.Equal("EAG0005", Assert.Single(diagnostics).Id);
        Assert.Contains("\"good\"", Assert.Single(sources), StringComparison.Ordinal);
        Assert.DoesNotContain("\"bad\"", sources[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Tool(5)] public void M([Range] int a, [Range(\"x\", 1)] int b, [MinLength(\"x\")] string c, [RegularExpression(null!)] string d, [AllowedValues(null)] string e) { }")]
    [InlineData("[Tool(null!), Description(null!)] public Missing M(Missing a, List<Missing> b, [DefaultValue(typeof(int))] int c, [JsonPropertyName] int d, string e = 5, R f = null) { } public record R(Missing X, [Range] int Y);")]
    [InlineData("[Tool] public void ([Tool] int a = ) } [Tool] public int M(this, params) =>")]
    [InlineData("[Tool] public async M() [Tool] partial void N(); public enum E { A = B, B = A } [Tool] public E O(E a = E.C, E? b) => a;")]
    public void Generator_SourceThatDoesNotCompile_NeverThrows(string members)
    {
        string source = $"{GeneratorRun.Usings}public class C {{ {members} }}";
        for (int length = source.Length; length > GeneratorRun.Usings.Length; length -= 11) GeneratorRun.Run(source[..length]);
    }

    [Theory]
    [InlineData("§ public void M(CancellationToken c) { }")]
    [InlineData("§ internal static int M() => 1;")]
    [InlineData("void Outer() { [Tool] static void Local(object a) { } Local(1); }")]
    [InlineData("public record Node(string Name, List<Node>? Children); § public Node M() => new(\"\", null);")]
    [InlineData("public class R { public Type Kind => GetType(); public int X { get; set; } } § public void M(R a) { }")]
    public void Diagnostic_OfAGoodMethod_IsNone(string members) =>
        Assert.Empty(GeneratorRun.Run($"{GeneratorRun.Usings}public class C {{ {members.Replace("§", Described, StringComparison.Ordinal)} }}").Diagnostics);
}
