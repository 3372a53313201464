using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>edge-agent pull and models import, list, remove: what they print, and how they end.</summary>
public sealed class PullCommandTests
{
    [Theory]
    [InlineData("pull")]
    [InlineData("pull", "nesso", "--hub", "ftp://hub")]
    [InlineData("pull", "nesso", "--connections", "99")]
    [InlineData("models", "import", "x")]
    [InlineData("models", "remove")]
    public async Task RunAsync_WrongUsage_Exits2(params string[] args)
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync(args));
        Assert.Equal("", cli.Out);
    }

    [Fact]
    public async Task Pull_OfflineAndNotHere_Exits4()
    {
        using CliRun cli = new();
        Assert.Equal(ExitCodes.Model, await cli.RunAsync("pull", "nesso", "--offline"));
        Assert.EndsWith("[EA4014]\n", cli.Error, StringComparison.Ordinal);
    }

    [Theory, InlineData(false, ""), InlineData(true, "n\n"), InlineData(true, "")]
    public async Task Pull_LicenceNotAccepted_Exits4AndAsksNoHub(bool hasPerson, string typed)
    {
        using CliRun cli = new() { HasPerson = hasPerson, Typed = typed };
        Assert.Equal(ExitCodes.Model, await cli.RunAsync("pull", "apt3", "--hub", "http://127.0.0.1:9"));
        Assert.EndsWith("[EA4013]\n", cli.Error, StringComparison.Ordinal);
        Assert.Equal(hasPerson, cli.Error.Contains("Do you accept its terms?", StringComparison.Ordinal));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Pull_FromAHub_PrintsWhatCame(bool json)
    {
        using TcpListener hub = new(IPAddress.Loopback, 0);
        hub.Start();
        Task serving = ServeAsync(hub);
        using CliRun cli = new();
        string[] args = ["pull", "nesso", "--no-convert", "--hub", $"http://127.0.0.1:{((IPEndPoint)hub.LocalEndpoint).Port}", .. json ? ["--json"] : Array.Empty<string>()];
        int exit = await cli.RunAsync(args);
        Assert.True(exit == ExitCodes.Done, cli.Error);
        if (json)
        {
            JsonElement root = JsonDocument.Parse(cli.Out).RootElement;
            Assert.Equal(("nesso-0.4b-agentic", 4), (root.GetProperty("id").GetString(), root.GetProperty("bytesMoved").GetInt32()));
            Assert.Equal(64, root.GetProperty("files")[1].GetProperty("sha256").GetString()!.Length);
        }
        else Assert.StartsWith("nesso-0.4b-agentic: 2 files, 4 bytes (4 fetched) in ", cli.Out, StringComparison.Ordinal);
        hub.Stop();
        await Task.WhenAny(serving);
    }

    [Fact]
    public async Task Models_ImportListShowRemove_TellWhatIsHere()
    {
        using CliRun cli = new();
        string gguf = cli.File("m.gguf", "content");
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "import", gguf, "--id", "mine"));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "list"));
        Assert.Contains("imported (here", cli.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "show", "mine"));
        Assert.Equal(ExitCodes.Done, await cli.RunAsync("models", "remove", "mine"));
        Assert.Contains("bytes removed", cli.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Model, await cli.RunAsync("models", "import", gguf, "--id", "Not An Id"));
        Assert.EndsWith("[EA4021]\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_ListAsJson_HasEveryRowOfTheManifest()
    {
        using CliRun cli = new();
        await cli.RunAsync("models", "list", "--json");
        JsonElement rows = JsonDocument.Parse(cli.Out).RootElement;
        Assert.Equal(ModelManifest.Embedded.Models.Select(static entry => entry.Id), rows.EnumerateArray().Select(static row => row.GetProperty("id").GetString()));
        Assert.All(rows.EnumerateArray(), static row => Assert.Equal(JsonValueKind.Null, row.GetProperty("here").ValueKind));
    }

    // A hub of one model with two files of two bytes; the faults of hubs are the matter of EdgeAgent.Models.Tests.
    private static async Task ServeAsync(TcpListener hub)
    {
        const string list = """{"sha": "c0ffee", "siblings": [{"rfilename": "config.json", "size": 2, "blobId": "9e26dfeeb6e641a33dae4961196235bdb965b21b"}, {"rfilename": "model.safetensors", "size": 2, "blobId": "9e26dfeeb6e641a33dae4961196235bdb965b21b"}]}""";
        while (true)
        {
            using TcpClient client = await hub.AcceptTcpClientAsync();
            using NetworkStream stream = client.GetStream();
            using StreamReader reader = new(stream, leaveOpen: true);
            string first = await reader.ReadLineAsync() ?? "";
            while (await reader.ReadLineAsync() is { Length: > 0 }) { }
            string body = first.Contains("/api/", StringComparison.Ordinal) ? list : "{}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        }
    }
}
