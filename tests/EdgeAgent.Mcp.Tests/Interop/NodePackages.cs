using EdgeAgent.Mcp.Tests.Interop;
using EdgeAgent.TestData;

[assembly: AssemblyFixture(typeof(NodePackages))]

namespace EdgeAgent.Mcp.Tests.Interop;

/// <summary>MCP's own client and test server from npm, at the versions of Interop/package-lock.json, in a folder that lives as long as the
/// test run.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    private static readonly string[] s_files = ["package.json", "package-lock.json", "client.mjs"];

    private readonly Lazy<Task<string>> _folder = new(InstallAsync);

    /// <summary>The folder, installed on first use. Where npm is missing the test is skipped; in CI it fails.</summary>
    public Task<string> FolderAsync => _folder.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!_folder.IsValueCreated || !_folder.Value.IsCompletedSuccessfully) return;
        Directory.Delete(await _folder.Value, recursive: true);
    }

    private static async Task<string> InstallAsync()
    {
        string folder = Directory.CreateTempSubdirectory("edge-agent-mcp-").FullName;
        foreach (string file in s_files)
            File.Copy(SharedData.InRepository("tests", "EdgeAgent.Mcp.Tests", "Interop", file), Path.Combine(folder, file));
        try
        {
            string said = await NodeProcess.RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
            Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), said);
            return folder;
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("needs npm: install Node and put it on PATH");
            return folder;
        }
    }
}
