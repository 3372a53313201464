using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>A state dictionary that <c>torch.save</c> wrote (<c>pytorch_model.bin</c>, .pt, .pth): tensors are read where they lie.</summary>
/// <remarks>
/// Executes nothing of the file, unlike Python's unpickler: see <see cref="PickleReader"/>. Source of the format: torch's
/// <c>serialization.py</c> and <c>caffe2/serialize/inline_container.cc</c>: a zip archive, in a folder of which <c>data.pkl</c> is the pickle,
/// <c>data/KEY</c> are the storages, and <c>byteorder</c>, where it is there, says how numbers lie.
/// </remarks>
internal sealed class TorchFile : WeightFile
{
    private const int LargestPickle = 1 << 23;
    private const string Pickle = "/data.pkl";
    private readonly IReadOnlyDictionary<string, ZipEntry> _entries;
    private readonly string _archive;

    private TorchFile(string path, SafeFileHandle handle)
        : base(path, handle)
    {
        RequireZip();
        _entries = ZipDirectory.Read(this);
        ZipEntry[] pickles = [.. _entries.Values.Where(static entry => entry.Name.EndsWith(Pickle, StringComparison.Ordinal))];
        if (pickles is not [ZipEntry pickle])
            throw ConversionErrors.Malformed($"The zip archive has {pickles.Length} entries data.pkl; PyTorch writes one.", path, 0);
        _archive = pickle.Name[..^Pickle.Length];
        if (_entries.ContainsKey(_archive + "/constants.pkl"))
            throw ConversionErrors.TorchForm("The file is a TorchScript program, not a state dictionary.", path);
        RequireLittleEndian();
        if (pickle.Bytes > LargestPickle)
            throw ConversionErrors.Malformed($"The pickle has {pickle.Bytes} bytes; at most {LargestPickle} are read.", path, pickle.Offset);
        byte[] bytes = new byte[pickle.Bytes];
        Read(pickle.Offset, bytes);
        Tensors = Locate(PickleReader.Read(bytes, path, pickle.Offset), pickle);
    }

    public override IReadOnlyList<StoredTensor> Tensors { get; }

    public static TorchFile Open(string path) => Open(path, handle => new TorchFile(path, handle));

    private void RequireZip()
    {
        Span<byte> head = stackalloc byte[16];
        head = head[..(int)Math.Min(head.Length, Length)];
        Read(0, head);
        if (head.StartsWith("PK"u8)) return;
        // Before 1.6: a row of pickles, the first of which is a magic number; before 0.1.10, a tar archive.
        if (head.StartsWith((ReadOnlySpan<byte>)[0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]) || IsTar())
            throw ConversionErrors.TorchForm("The file is of the format that PyTorch wrote before version 1.6.", Path);
        throw ConversionErrors.Malformed("The file is no zip archive, which PyTorch writes.", Path, 0);
    }

    private bool IsTar()
    {
        const int At = 257;
        Span<byte> mark = stackalloc byte[5];
        if (Length < At + mark.Length) return false;
        Read(At, mark);
        return mark.SequenceEqual("ustar"u8);
    }

    private void RequireLittleEndian()
    {
        if (!_entries.TryGetValue(_archive + "/byteorder", out ZipEntry? entry)) return;
        Span<byte> order = stackalloc byte[6];
        if (entry.Bytes == order.Length) Read(entry.Offset, order);
        if (!order.SequenceEqual("little"u8))
            throw ConversionErrors.TorchForm("The file's numbers are not little-endian.", $"{Path}, byte {entry.Offset}");
    }

    private List<StoredTensor> Locate(object? root, ZipEntry pickle)
    {
        if (root is not PickleDictionary dictionary)
            throw ConversionErrors.TorchForm("The file holds no state dictionary (names with tensors).", $"{Path}, byte {pickle.Offset}");
        List<StoredTensor> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((object? key, object? value) in dictionary.Pairs)
        {
            if (key is not string name)
                throw ConversionErrors.TorchForm("The file holds something that has no name.", $"{Path}, byte {pickle.Offset}");
            if (value is not TorchTensor tensor)
                throw ConversionErrors.TorchForm($"The file holds '{ConversionErrors.Cut(name)}', which is no tensor: it is no state dictionary by itself.", $"{Path}, byte {pickle.Offset}");
            if (!names.Add(name)) throw ConversionErrors.Malformed($"The file has two tensors '{ConversionErrors.Cut(name)}'.", Path, pickle.Offset);
            if (!_entries.TryGetValue($"{_archive}/data/{tensor.Storage.Key}", out ZipEntry? entry))
                throw ConversionErrors.Malformed($"The storage '{tensor.Storage.Key}' of the tensor '{ConversionErrors.Cut(name)}' is not in the file.", Path, pickle.Offset);
            tensors.Add(tensor.Locate(name, entry, Path));
        }
        return tensors;
    }
}
