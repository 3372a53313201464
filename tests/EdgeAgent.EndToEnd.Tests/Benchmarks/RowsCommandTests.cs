using EdgeAgent.Benchmarks;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class RowsCommandTests
{
    [Fact]
    public void Rows_RowsThatRunAndThatCannot_AreLinesOfTheTableAndTheExitCodeTells()
    {
        string models = SharedData.InRepository("models");
        (int code, string table, _) = Run("--goldens", SharedData.Require("goldens"), "--models", models, "--row", "smollm2");
        Assert.Equal((0, true), (code, table.Contains("| smollm2-135m-instruct | 134 | 2 |", StringComparison.Ordinal)));
        Assert.Contains("| call and answer valid |", table, StringComparison.Ordinal);
        (code, table, _) = Run("--goldens", "/none", "--models", models, "--row", "cerbero", "--row", "functiongemma");
        Assert.Equal(1, code);
        Assert.Contains("cerbero-7b needs /none", table, StringComparison.Ordinal);
        Assert.Contains("functiongemma-270m needs the tokenizer gemma3", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_NoSuchRow_IsTold()
    {
        (int code, string table, string error) = Run("--goldens", "/none", "--row", "nope");
        Assert.Equal((1, ""), (code, table));
        Assert.Contains("'nope'", error, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = BenchmarksCommand.Run(["rows", .. args], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
