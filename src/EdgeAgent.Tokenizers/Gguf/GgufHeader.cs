using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The metadata and the tensor table of a GGUF model: everything but the weights.</summary>
/// <remarks>
/// Reads versions 2 and 3, little-endian, and split models (<c>NAME-00001-of-0000N.gguf</c>): opening any part opens all. Every count,
/// length and offset is checked against the file before anything is allocated for it. Immutable and thread-safe. Source of the format:
/// ggml's docs/gguf.md; of the split form: llama.cpp's <c>gguf-split</c>.
/// </remarks>
public sealed class GgufHeader
{
    private readonly Dictionary<string, GgufTensor> _tensors;

    private GgufHeader(IReadOnlyList<GgufFilePart> parts)
    {
        Files = [.. parts.Select(static part => part.File)];
        Version = parts[0].Version;
        Metadata = parts[0].Metadata;
        Tensors = [.. parts.SelectMany(static part => part.Tensors)];
        _tensors = new(Tensors.Count, StringComparer.Ordinal);
        foreach (GgufTensor tensor in Tensors)
            if (!_tensors.TryAdd(tensor.Name, tensor))
                throw GgufErrors.Malformed($"Tensor '{tensor.Name}' appears twice.", tensor.File, tensor.Offset);
    }

    /// <summary>The files it was read from: one, or the parts of a split model in order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The format's version, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>Metadata by key. Of a split model, that of the first part, which has all of it.</summary>
    public IReadOnlyDictionary<string, GgufValue> Metadata { get; }

    /// <summary>All tensors, in the order of the files.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Reads the header of a model.</summary>
    /// <param name="path">The file, or any part of a split model.</param>
    /// <exception cref="TokenizerException">
    /// EA3030: the file, or a part of it, is missing or cannot be read. EA3031: it is not a GGUF file of a version or byte order that is
    /// read here. EA3032: it is malformed or cut short; names the key or tensor and the byte offset. EA3033: the parts do not belong
    /// together.
    /// </exception>
    public static GgufHeader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        GgufFilePart part = GgufHeaderReader.Read(path);
        return new(part.Count <= 1 ? [part] : GgufSplit.ReadAll(part));
    }

    /// <summary>The tensor of that name, or null.</summary>
    public GgufTensor? FindTensor(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>The text under a key; false where the key is missing or holds something else.</summary>
    public bool TryGetString(string key, [NotNullWhen(true)] out string? text)
    {
        text = Metadata.TryGetValue(key, out GgufValue? value) && value.TryGetString(out string found) ? found : null;
        return text is not null;
    }

    /// <summary>The integer under a key; false where the key is missing or holds something else.</summary>
    public bool TryGetInt64(string key, out long number)
    {
        number = 0;
        return Metadata.TryGetValue(key, out GgufValue? value) && value.TryGetInt64(out number);
    }

    /// <summary>The number under a key; false where the key is missing or holds something else.</summary>
    public bool TryGetDouble(string key, out double number)
    {
        number = 0;
        return Metadata.TryGetValue(key, out GgufValue? value) && value.TryGetDouble(out number);
    }
}
