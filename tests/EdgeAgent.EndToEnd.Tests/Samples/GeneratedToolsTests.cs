using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Samples;

/// <summary>The sample of generated tools, cut down by the trimmer to what it uses: no warning, and its calls run.</summary>
public sealed class GeneratedToolsTests
{
    private const string Rid = "linux-x64";

    /// <summary>The longest of these tests: it compiles and trims a program with its runtime, in folders of its own.</summary>
    [Fact]
    public async Task Publish_TrimmedAndSelfContained_WarnsOfNothingAndRunsTheCalls()
    {
        Assert.SkipUnless(RuntimeInformation.RuntimeIdentifier == Rid, $"Publishes for {Rid}.");
        string folder = Directory.CreateTempSubdirectory("edgeagent-trimmed-").FullName;
        try
        {
            string program = Path.Combine(folder, "program");
            (int code, string log) = await RunAsync("dotnet", "publish", SharedData.InRepository("samples", "GeneratedTools"), "-c", "Release", "-r", Rid, "--self-contained",
                "-o", program, "--artifacts-path", Path.Combine(folder, "artifacts"), "-nodeReuse:false", "-p:UseSharedCompilation=false");
            Assert.True(code == 0, log);
            Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Optimizing assemblies for size", log, StringComparison.Ordinal); // it was trimmed

            (code, string output) = await RunAsync(Path.Combine(program, "GeneratedTools"));
            Assert.Equal(0, code);
            Assert.Equal("""
                call    set_light {"room":"living_room","level":40}
                result  {"room":"living_room","level":40}
                call    plan_day {"alarms":[{"at":"06:30:00","label":"Swim","days":["monday","friday"]}]}
                result  {"alarms":1,"first":"06:30:00"}
                answer  Done.

                """, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
