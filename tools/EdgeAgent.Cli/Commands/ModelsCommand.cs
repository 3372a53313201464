using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent models list|show|path|verify|remove|import</c>: what can be run here, and whether it is intact.</summary>
internal static class ModelsCommand
{
    public static Command Create(CliHost host) => new("models", "What can be run, where it is, and whether it is intact.")
    {
        List(host),
        OnOne("show", "Shows what the manifest says of a model, and what is here of it.", ModelStore.DefaultModel, (model, json, _) =>
        {
            host.Out.WriteLine(Show(host, model, json));
            return Task.CompletedTask;
        }),
        OnOne("path", "Prints the folder of a model's package; converts it first if need be.", ModelStore.DefaultModel, async (model, json, stop) =>
        {
            using ModelStore store = host.OpenStore();
            string folder = (await GetAsync(host, store, model, stop)).Folder;
            host.Out.WriteLine(json ? new JsonObject { ["folder"] = folder }.ToJsonString(ModelsJson.Readable) : folder);
        }),
        OnOne("verify", "Checks a model's fetched files and its package against their sha256.", ModelStore.DefaultModel,
            (model, json, stop) => VerifyAsync(host, model, json, stop)),
        OnOne("remove", "Deletes what was fetched of a model, and its packages.", null, (model, json, stop) => RemoveAsync(host, model, json, stop)),
        Import(host),
    };

    private static Command List(CliHost host)
    {
        Option<bool> json = JsonOption();
        Command command = new("list", "Lists the models that are known by name or kept here.") { json };
        command.SetAction(parsed =>
        {
            Dictionary<string, ModelOnDisk> here = new ModelLibrary(host.Places()).List().ToDictionary(static one => one.Id);
            IReadOnlyList<ModelManifestEntry> known = ModelManifest.Embedded.Models;
            ModelOnDisk[] others = [.. here.Values.Where(one => known.All(entry => entry.Id != one.Id))];
            if (parsed.GetValue(json))
            {
                JsonArray rows = [.. known.Select(JsonNode (entry) => ModelsJson.Row(entry, here.GetValueOrDefault(entry.Id))),
                    .. others.Select(JsonNode (one) => ModelsJson.Row(null, one))];
                host.Out.WriteLine(rows.ToJsonString(ModelsJson.Readable));
                return;
            }
            int width = known.Select(static entry => entry.Id).Concat(here.Keys).Max(static id => id.Length);
            foreach (ModelManifestEntry entry in known)
            {
                string kind = entry.BaseModel ? "base model" : "instruct";
                string state = here.TryGetValue(entry.Id, out ModelOnDisk? one) ? $"; {State(one)}" : "";
                host.Out.WriteLine($"{entry.Id.PadRight(width)}  {entry.Title} ({string.Join(", ", entry.Languages)}; {kind}{state})");
            }
            foreach (ModelOnDisk one in others) host.Out.WriteLine($"{one.Id.PadRight(width)}  imported ({State(one)})");
        });
        return command;
    }

    private static Command Import(CliHost host)
    {
        Argument<string> path = new("path") { Description = "A package's folder (of another tool's also FOLDER#VARIANT), a .gguf file, or a folder with config.json and safetensors." };
        Option<string> id = new("--id") { Description = "The id it gets; one of the manifest makes it that model.", Required = true };
        Option<bool> json = JsonOption();
        Command command = new("import", "Copies a model from this machine into the library.") { path, id, json };
        command.SetAction(async (parsed, stop) =>
        {
            string name = IdOf(parsed.GetRequiredValue(id));
            string folder = await new ModelLibrary(host.Places()).ImportAsync(parsed.GetRequiredValue(path), name, stop);
            host.Out.WriteLine(parsed.GetValue(json)
                ? new JsonObject { ["id"] = name, ["folder"] = folder }.ToJsonString(ModelsJson.Readable) : $"{name}: in {folder}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command OnOne(string name, string description, string? byDefault, Func<string, bool, CancellationToken, Task> action)
    {
        Argument<string> model = new("model") { Description = "An id or alias; where a package is meant, its folder or a GGUF file too." };
        if (byDefault is not null) model.DefaultValueFactory = _ => byDefault;
        Option<bool> json = JsonOption();
        Command command = new(name, description) { model, json };
        command.SetAction(async (parsed, stop) =>
        {
            await action(parsed.GetRequiredValue(model), parsed.GetValue(json), stop);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task VerifyAsync(CliHost host, string model, bool json, CancellationToken stop)
    {
        int fetched = IsId(model) ? new ModelLibrary(host.Places()).Verify(IdOf(model), stop).Count : 0;
        using ModelStore store = host.OpenStore();
        ModelPackage package = await GetAsync(host, store, model, stop);
        package.Verify(stop);
        IReadOnlyList<PackageFile> files = package.Descriptor.Files;
        host.Out.WriteLine(json
            ? new JsonObject
            {
                ["id"] = package.Descriptor.Id, ["intact"] = true, ["folder"] = package.Folder, ["fetchedFiles"] = fetched,
                ["files"] = ModelsJson.Files(files),
            }.ToJsonString(ModelsJson.Readable)
            : string.Create(CultureInfo.InvariantCulture,
                $"{(files.Any(static file => file.Sha256 is null) ? "Whole by sizes, without hashes" : "Intact")}: {package.Descriptor.Id}, {files.Count} files, {files.Sum(file => file.Bytes):N0} bytes, {package.Folder}"));
    }

    private static async Task RemoveAsync(CliHost host, string model, bool json, CancellationToken stop)
    {
        string id = IdOf(model);
        ModelOnDisk? removed = await new ModelLibrary(host.Places()).RemoveAsync(id, stop);
        long bytes = removed is null ? 0 : removed.FetchedBytes + removed.PackageBytes;
        host.Out.WriteLine(json ? new JsonObject { ["id"] = id, ["bytes"] = bytes }.ToJsonString(ModelsJson.Readable)
            : removed is null ? $"{id}: nothing was kept." : string.Create(CultureInfo.InvariantCulture, $"{id}: {bytes:N0} bytes removed."));
    }

    private static async Task<ModelPackage> GetAsync(CliHost host, ModelStore store, string model, CancellationToken stop)
    {
        using ProgressLine progress = new(host.Error, host.ErrorIsTerminal);
        return await store.GetAsync(model, progress, stop);
    }

    private static string Show(CliHost host, string model, bool json)
    {
        ModelOnDisk? here = IsId(model) ? new ModelLibrary(host.Places()).Find(IdOf(model)) : null;
        ModelManifestEntry? entry = here is not null && !ModelManifest.Embedded.TryFind(model, out _) ? null : ModelManifest.Embedded.Find(model);
        if (json) return ModelsJson.Row(entry, here).ToJsonString(ModelsJson.Readable);
        string state = here is null ? "nothing" : $"{State(here)}, {here.Packages.Concat(here.Fetched is null ? [] : [here.Fetched]).First()}";
        if (entry is null) return $"id            {model}\nhere          {state}";
        ModelArchitecture a = entry.Architecture;
        string source = entry.Source is null ? "what its repository has" : string.Join(", ", entry.Source.Files.Select(file => file.Name));
        return string.Create(CultureInfo.InvariantCulture, $"""
            id            {entry.Id}
            names         {string.Join(", ", entry.Aliases.DefaultIfEmpty("–"))}
            title         {entry.Title}
            repository    {entry.Repository ?? "–"}
            languages     {string.Join(", ", entry.Languages)}
            kind          {(entry.BaseModel ? "base model: continues text, no conversations" : "instruct")}
            licence       {entry.Licence.Id}{(entry.Licence.MustAccept ? ", to be accepted before it is fetched" : "")}
            architecture  {a.Family}: {a.Layers} layers of {a.Hidden}, MLP {a.Mlp:N0}
            attention     {a.Heads} heads of {a.HeadSize}, {a.KvHeads} of keys and values
            vocabulary    {a.Vocabulary:N0}
            context       {a.ContextLength:N0} tokens
            source        {source}
            assumed       {string.Join(", ", entry.Assumed.DefaultIfEmpty("nothing"))}
            here          {state}
            """);
    }

    private static string State(ModelOnDisk one) => string.Create(CultureInfo.InvariantCulture,
        $"{(one.IsWhole || one.FetchedBytes == 0 ? "here" : "fetched in part")}, {(one.FetchedBytes + one.PackageBytes) / 1e6:N1} MB");

    // A path has no place in the library.
    private static bool IsId(string model) => model.IndexOfAny(['/', '\\', ':']) < 0 && model.Trim('.').Length > 0;

    private static string IdOf(string model) => ModelManifest.Embedded.TryFind(model, out ModelManifestEntry? entry) ? entry.Id : model;

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON, for scripts." };
}
