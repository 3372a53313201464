using System.Diagnostics;
using EdgeAgent.Mcp.Tests.Support;

namespace EdgeAgent.Mcp.Tests.Interop;

/// <summary>Runs a program to its end.</summary>
internal static class NodeProcess
{
    /// <summary>Returns what it wrote to standard output; fails with what it wrote to standard error.</summary>
    public static async Task<string> RunAsync(string program, string folder, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        Task<string> said = process.StandardOutput.ReadToEndAsync(Wire.Token), complained = process.StandardError.ReadToEndAsync(Wire.Token);
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(Wire.Token);
        late.CancelAfter(TimeSpan.FromSeconds(120)); // a loaded machine; alone it takes five seconds
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await complained}");
        return await said;
    }
}
