using System.Diagnostics;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests.Samples;

/// <summary>The README's program is a sample, and the sample does what the README says.</summary>
public sealed class WeatherTests
{
    [Fact]
    public void Readme_CSharpExample_IsTheSample()
    {
        string readme = File.ReadAllText(SharedData.InRepository("README.md")), sample = File.ReadAllText(SharedData.InRepository("samples", "Weather", "Program.cs"));
        string shown = readme.Split("```csharp\n")[1].Split("```\n")[0];
        Assert.Equal(sample[(sample.IndexOf('\n', StringComparison.Ordinal) + 1)..], shown); // but for the sample's comment on top
    }

    [Fact]
    public async Task Weather_Run_CallsTheHandlerAndAnswersFromItsResult()
    {
        string home = Directory.CreateTempSubdirectory("edgeagent-weather-").FullName;
        try
        {
            ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Weather.dll")]) { RedirectStandardOutput = true };
            start.Environment["EDGE_AGENT_HOME"] = home;
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            Assert.Contains("""get_weather {"city": "Milan"}""", output.Replace("\":\"", "\": \"", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("answer  ", output, StringComparison.Ordinal);
            Assert.Contains("21", output.Split("answer")[1], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
