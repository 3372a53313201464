using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Models;
using EdgeAgent.Models.Pull;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent pull ID</c>: fetches a model of the manifest from a hub, and makes its package.</summary>
internal static class PullCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "An id or alias: edge-agent models list." };

    private static readonly Option<Uri[]> Hubs = new("--hub")
    {
        Description = $"The hub's base address instead of {ModelPullOptions.HubVariable} or https://huggingface.co; given again: mirrors.",
        HelpName = "URL",
        CustomParser = static result => [.. result.Tokens.Select(token => Address(token.Value, result))],
    };

    private static readonly Option<string?> AccessToken = new("--token")
    {
        Description = $"Sent to the first hub only. Better kept in {ModelPullOptions.TokenVariable} or HF_TOKEN: other users may see command lines.",
        HelpName = "TOKEN",
    };

    private static readonly Option<string?> Repository = new("--repository")
    {
        Description = "The repository instead of the manifest's.",
        HelpName = "OWNER/NAME",
    };

    private static readonly Option<string?> Revision = new("--revision") { Description = "A branch, tag or commit.", HelpName = "NAME" };

    private static readonly Option<long?> Connections = NumberOption.Between("--connections", "Connections for one large file; 4 without it.", 1, 16);

    private static readonly Option<bool> Accept = new("--accept-licence") { Description = "Accept the model's licence without being asked." };

    private static readonly Option<bool> Offline = new("--offline")
    {
        Description = $"Use no network: what is not here is an error. Also {ModelPullOptions.OfflineVariable}=1.",
    };

    private static readonly Option<bool> Verify = new("--verify") { Description = "Hash what is here, and fetch again what differs." };

    private static readonly Option<bool> KeepSource = new("--no-convert") { Description = "Only fetch; the package is made on first use." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    public static Command Create(CliHost host)
    {
        Command command = new("pull", "Fetches a model from a hub, checks it, and makes its package.")
        {
            Model, Hubs, AccessToken, Repository, Revision, Connections, Accept, Offline, Verify, KeepSource, Json,
        };
        command.SetAction((parsed, stop) => RunAsync(host, parsed, stop));
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, ParseResult parsed, CancellationToken stop)
    {
        string id = parsed.GetRequiredValue(Model);
        PulledModel pulled;
        string? package = null;
        using (ProgressLine progress = new(host.Error, host.ErrorIsTerminal))
        {
            pulled = await new ModelPuller(Options(host, parsed)).PullAsync(id, progress, stop);
            if (!parsed.GetValue(KeepSource))
            {
                using ModelStore store = host.OpenStore();
                package = (await store.GetAsync(pulled.Entry.Id, progress, stop)).Folder;
            }
        }
        host.Out.WriteLine(parsed.GetValue(Json) ? ToJson(pulled, package) : string.Create(CultureInfo.InvariantCulture,
            $"{pulled.Entry.Id}: {pulled.Files.Count} files, {pulled.Files.Sum(file => file.Bytes):N0} bytes ({pulled.BytesMoved:N0} fetched) in {package ?? pulled.Folder}"));
        return ExitCodes.Done;
    }

    private static ModelPullOptions Options(CliHost host, ParseResult parsed)
    {
        ModelPullOptions environment = new();
        return new()
        {
            Home = host.Places().Home,
            Hubs = parsed.GetValue(Hubs) is { Length: > 0 } hubs ? hubs : environment.Hubs,
            Token = parsed.GetValue(AccessToken) ?? environment.Token,
            Offline = parsed.GetValue(Offline) || environment.Offline,
            Repository = parsed.GetValue(Repository),
            Revision = parsed.GetValue(Revision),
            Connections = (int)(parsed.GetValue(Connections) ?? environment.Connections),
            Verify = parsed.GetValue(Verify),
            AcceptLicence = (entry, stop) => AskAsync(host, entry, parsed.GetValue(Accept), stop),
        };
    }

    // Where nobody can be asked the answer is no: a script says yes with the option.
    private static async ValueTask<bool> AskAsync(CliHost host, ModelManifestEntry entry, bool accepted, CancellationToken stop)
    {
        if (accepted || !host.In.HasPerson) return accepted;
        host.Error.Write($"{entry.Id} is under {entry.Licence.Id} ({entry.Licence.Url ?? entry.Repository}). Do you accept its terms? [y/N] ");
        host.Error.Flush();
        return (await host.In.ReadLineAsync(stop))?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static string ToJson(PulledModel pulled, string? package) => new JsonObject
    {
        ["id"] = pulled.Entry.Id,
        ["folder"] = pulled.Folder,
        ["package"] = package,
        ["revision"] = pulled.Revision,
        ["bytesMoved"] = pulled.BytesMoved,
        ["files"] = ModelsJson.Files(pulled.Files),
    }.ToJsonString(ModelsJson.Readable);

    private static Uri Address(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https") return address;
        result.AddError($"--hub: '{text}' is not an http or https address.");
        return new("http://localhost");
    }
}
