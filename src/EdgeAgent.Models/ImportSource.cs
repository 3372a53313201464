using System.Text.RegularExpressions;
using EdgeAgent.Models.Foreign;
using EdgeAgent.Models.Pull;

namespace EdgeAgent.Models;

/// <summary>What can be imported: a package, ours or another tool's, or a source in the converter's formats.</summary>
internal sealed partial class ImportSource
{
    private readonly string _folder;
    private readonly string _format;
    private readonly IReadOnlyList<PackageFile> _files;

    private readonly ModelDescriptor? _inferred;

    private ImportSource(string folder, string format, IReadOnlyList<PackageFile> files, ModelDescriptor? inferred = null)
        => (_folder, _format, _files, _inferred) = (folder, format, files, inferred);

    /// <summary>Looks what is there, and checks a package.</summary>
    public static ImportSource Find(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            return new(Path.GetDirectoryName(path)!, "gguf", [.. Parts(path).Select(static name => new PackageFile(name))]);
        if (File.Exists(Path.Combine(path, ModelDescriptor.FileName)))
        {
            ModelPackage package = ModelPackage.Open(path);
            package.Verify(cancellationToken);
            return new(path, "package", package.Descriptor.Files);
        }
        string[] names = !Directory.Exists(path) ? []
            : [.. Directory.EnumerateFiles(path).Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        if (!names.Contains(GenAiConfig.FileName) && HubFiles.CheckpointFormat(names) is string format)
            return new(path, format, [.. names.Where(name => HubFiles.BelongsToCheckpoint(name, format)).Select(static name => new PackageFile(name))]);
        (string folder, string? variant) = PackagePath.Split(path);
        if (ForeignLayout.Infer(folder, variant) is ModelDescriptor inferred)
            return new(ModelPackage.Open(path).Folder, "package", inferred.Files, inferred);
        throw ModelLibrary.Refused("There is nothing to import here.", path,
            "Name a package's folder (edge-agent.json, genai_config.json, or config.json with *.onnx), a .gguf file, or a folder with config.json and safetensors or pytorch_model.bin.");
    }

    /// <summary>Copies the files; the file by which the model is known comes last, so that a copy that is cut is none.</summary>
    public async Task CopyAsync(string folder, string id, CancellationToken cancellationToken)
    {
        List<PackageFile> copied = [];
        foreach (PackageFile file in _files)
        {
            string target = SafePath.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await CopyFileAsync(SafePath.Combine(_folder, file.Name), target, cancellationToken).ConfigureAwait(false);
            copied.Add(new(file.Name, new FileInfo(target).Length, FileHash.Compute(target, progress: null, cancellationToken)));
        }
        if (_format == "package")
        {
            string descriptor = Path.Combine(folder, ModelDescriptor.FileName);
            if (_inferred is null) await CopyFileAsync(Path.Combine(_folder, ModelDescriptor.FileName), descriptor + ".new", cancellationToken).ConfigureAwait(false);
            // What was inferred is written down with hashes: the copy is a package like any other, of the one variant that was asked for.
            else await File.WriteAllTextAsync(descriptor + ".new", (_inferred with { Id = id, Files = copied }).ToJson(), cancellationToken).ConfigureAwait(false);
            File.Move(descriptor + ".new", descriptor, overwrite: true);
            return;
        }
        new PullLockFile { LockVersion = PullLockFile.CurrentVersion, Id = id, Repository = _folder, Format = _format, Files = copied }.Save(folder);
    }

    private static async Task CopyFileAsync(string from, string to, CancellationToken cancellationToken)
    {
        using FileStream source = new(from, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        using FileStream target = new(to, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20, useAsync: true);
        await source.CopyToAsync(target, 1 << 20, cancellationToken).ConfigureAwait(false);
    }

    private static string[] Parts(string path)
    {
        string name = Path.GetFileName(path);
        if (Part().Match(name) is not { Success: true } part) return [name];
        string[] all = [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, name[..part.Index] + "-*").Select(static file => Path.GetFileName(file)!)
            .Where(other => Part().Match(other) is { Success: true } match && match.Groups[1].Value == part.Groups[1].Value).Order(StringComparer.Ordinal)];
        return all.Length == int.Parse(part.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) ? all
            : throw ModelLibrary.Refused($"The split model has {all.Length} of {part.Groups[1].Value} parts here.", path, "Put all parts into one folder.");
    }

    [GeneratedRegex(@"-\d{5}-of-(\d{5})\.gguf$")]
    private static partial Regex Part();
}
