using System.CommandLine;
using System.Globalization;
using EdgeAgent.Models;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent models list|show|path|verify</c>: what can be run here, and whether it is intact.</summary>
internal static class ModelsCommand
{
    public static Command Create(CliHost host)
    {
        Command list = new("list", "Lists the models that are known by name.");
        list.SetAction(_ => List(host));
        return new Command("models", "What can be run, where it is, and whether it is intact.")
        {
            list,
            OnOne("show", "Shows what the manifest says of a model.", (model, _) => Task.FromResult(Show(host, model))),
            OnOne("path", "Prints the folder of a model's package; converts it first if need be.", async (model, stop) =>
            {
                using ModelStore store = host.OpenStore();
                host.Out.WriteLine((await GetAsync(host, store, model, stop)).Folder);
                return ExitCodes.Done;
            }),
            OnOne("verify", "Checks every file of a model's package against its sha256.", async (model, stop) =>
            {
                using ModelStore store = host.OpenStore();
                ModelPackage package = await GetAsync(host, store, model, stop);
                package.Verify(stop);
                IReadOnlyList<PackageFile> files = package.Descriptor.Files;
                host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Intact: {package.Descriptor.Id}, {files.Count} files, {files.Sum(file => file.Bytes):N0} bytes, {package.Folder}"));
                return ExitCodes.Done;
            }),
        };
    }

    private static Command OnOne(string name, string description, Func<string, CancellationToken, Task<int>> action)
    {
        Argument<string> model = new("model")
        {
            Description = "An id or alias, a package's folder or a GGUF file.",
            DefaultValueFactory = _ => ModelStore.DefaultModel,
        };
        Command command = new(name, description) { model };
        command.SetAction((parsed, stop) => action(parsed.GetRequiredValue(model), stop));
        return command;
    }

    private static async Task<ModelPackage> GetAsync(CliHost host, ModelStore store, string model, CancellationToken stop)
    {
        using ProgressLine progress = new(host.Error, host.ErrorIsTerminal);
        return await store.GetAsync(model, progress, stop);
    }

    private static void List(CliHost host)
    {
        IReadOnlyList<ModelManifestEntry> models = ModelManifest.Embedded.Models;
        int width = models.Max(model => model.Id.Length);
        foreach (ModelManifestEntry model in models)
        {
            string kind = model.BaseModel ? "base model" : "instruct";
            host.Out.WriteLine($"{model.Id.PadRight(width)}  {model.Title} ({string.Join(", ", model.Languages)}; {kind})");
        }
    }

    private static int Show(CliHost host, string model)
    {
        ModelManifestEntry entry = ModelManifest.Embedded.Find(model);
        ModelArchitecture a = entry.Architecture;
        string source = entry.Source is null ? "get the checkpoint from its repository"
            : string.Join(", ", entry.Source.Files.Select(file => file.Name));
        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            id            {entry.Id}
            names         {string.Join(", ", entry.Aliases.DefaultIfEmpty("–"))}
            title         {entry.Title}
            repository    {entry.Repository ?? "–"}
            languages     {string.Join(", ", entry.Languages)}
            kind          {(entry.BaseModel ? "base model: continues text, no conversations" : "instruct")}
            licence       {entry.Licence.Id}{(entry.Licence.MustAccept ? ", to be accepted at its repository" : "")}
            architecture  {a.Family}: {a.Layers} layers of {a.Hidden}, MLP {a.Mlp:N0}
            attention     {a.Heads} heads of {a.HeadSize}, {a.KvHeads} of keys and values
            vocabulary    {a.Vocabulary:N0}
            context       {a.ContextLength:N0} tokens
            source        {source}
            assumed       {string.Join(", ", entry.Assumed.DefaultIfEmpty("nothing"))}
            """));
        return ExitCodes.Done;
    }
}
