using System.Diagnostics;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Samples;

/// <summary>The README's programs are samples, and the samples do what the README says.</summary>
public sealed class ReadmeTests(SampleHome home) : IClassFixture<SampleHome>
{
    public static TheoryData<string, string> Programs => new()
    {
        { "Weather", "call    get_weather {\"city\":\"Milan\"}" },
        { "Functions", "set_timer {\"minutes\":12}" },
        { "Extraction", "Booking { Name = Rossi, People = 4, Day = Friday, Time = 20:30 }" },
    };

    [Fact]
    public void Readme_CSharpBlocks_AreTheSamples()
    {
        string[] blocks = CSharpBlocks("README.md"), samples = [.. Programs.Select(p => Sample(p.Data.Item1))];
        Assert.Equal(samples.Length, blocks.Length);
        Assert.Equal(samples[0][(samples[0].IndexOf('\n', StringComparison.Ordinal) + 1)..], blocks[0]); // but for the sample's comment on top
        foreach ((string sample, string block) in samples.Zip(blocks)) Assert.EndsWith(block, sample, StringComparison.Ordinal);
    }

    /// <summary>What the later blocks leave out, the model and its client, stands in the first one.</summary>
    [Fact]
    public void Readme_WhatLaterBlocksLeaveOut_IsAsInTheFirst()
    {
        foreach (string sample in Programs.Skip(1).Select(p => Sample(p.Data.Item1)))
            Assert.Contains("using LocalChatClient client = new(model);\n", sample, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Sample_Run_PrintsWhatTheReadmeSays(string name, string expected)
    {
        // From its own output folder, with its own runtime settings: as a user's program runs.
        string output = Path.GetRelativePath(SharedData.InRepository("tests", "EdgeAgent.EndToEnd.Tests"), AppContext.BaseDirectory);
        ProcessStartInfo start = new("dotnet", [SharedData.InRepository("samples", name, output, $"{name}.dll")]) { RedirectStandardOutput = true };
        start.Environment["EDGE_AGENT_HOME"] = home.Folder;
        using Process process = Process.Start(start)!;
        string printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains(expected, printed, StringComparison.Ordinal);
        if (name == "Weather") Assert.Contains("21", printed.Split("answer")[1], StringComparison.Ordinal); // from the handler's result
    }

    /// <summary>The code of docs/testing.md is that of the sample's tests, but for its indentation.</summary>
    [Fact]
    public void TestingPage_CSharpBlocks_AreOfTheSamplesTests()
    {
        string tests = string.Concat(Directory.GetFiles(SharedData.InRepository("samples", "SmartHome.Tests"), "*.cs").Select(file => Flat(File.ReadAllText(file))));
        string[] blocks = CSharpBlocks("docs", "testing.md");
        Assert.Equal(5, blocks.Length);
        foreach (string block in blocks) Assert.Contains(Flat(block.TrimEnd()), tests, StringComparison.Ordinal);
    }

    private static string[] CSharpBlocks(params string[] file) =>
        [.. File.ReadAllText(SharedData.InRepository(file)).Split("```csharp\n").Skip(1).Select(rest => rest.Split("```\n")[0])];

    private static string Sample(string name) => File.ReadAllText(SharedData.InRepository("samples", name, "Program.cs"));

    private static string Flat(string code) => string.Concat(code.Split('\n').Select(line => line.Trim() + "\n"));
}
