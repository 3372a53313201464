using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Conversion.Checkpoints;

namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>Writes state dictionaries as torch.save does: pickles of protocol 2, zip archives whose contents lie at multiples of 64.</summary>
internal sealed class TorchArchive
{
    private readonly List<(string Name, byte[] Content)> _storages = [];
    private readonly List<byte> _pickle = [];

    /// <summary>The tensors that were added.</summary>
    public List<string> Names { get; } = [];

    public TorchArchive() => Raw("\u0080\u0002ccollections\nOrderedDict\nq\0)Rq\u0001(");

    /// <summary>Adds a tensor with a storage of its own.</summary>
    public TorchArchive Tensor(string name, string storage, int size, byte[] content, IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        long stride = 1;
        for (int i = strides.Length - 1; i >= 0; i--) (strides[i], stride) = (stride, stride * shape[i]);
        return View(name, storage, content.Length / size, 0, shape, strides, content);
    }

    /// <summary>Adds a tensor as it is told, true or not. Without content it is a view of the last storage.</summary>
    public TorchArchive View(
        string name, string storage, long count, long offset, IReadOnlyList<long> shape, IReadOnlyList<long> strides, byte[]? content)
    {
        if (content is not null) _storages.Add(($"{_storages.Count}", content));
        Names.Add(name);
        Text(name);
        Raw("ctorch._utils\n_rebuild_tensor_v2\n((");
        Text("storage");
        Raw($"ctorch\n{storage}\n");
        Text($"{_storages.Count - 1}");
        Text("cpu");
        Integer(count);
        Raw("tQ");
        Integer(offset);
        Tuple(shape);
        Tuple(strides);
        Raw("\u0089h\0)RtR");
        return this;
    }

    public byte[] Pickle() => [.. _pickle, (byte)'u', (byte)'.'];

    public void Save(string path, bool wide = false) => File.WriteAllBytes(path, Zip([.. Entries()], wide));

    public IEnumerable<(string Name, byte[] Content)> Entries()
        => [("archive/data.pkl", Pickle()), ("archive/byteorder", "little"u8.ToArray()),
            .. _storages.Select(static storage => ("archive/data/" + storage.Name, storage.Content)), ("archive/version", "3\n"u8.ToArray())];

    /// <summary>A zip archive of stored entries.</summary>
    /// <param name="entries">Names and contents.</param>
    /// <param name="wide">64-bit sizes everywhere, and sizes after the contents instead of before.</param>
    public static byte[] Zip((string Name, byte[] Content)[] entries, bool wide = false)
    {
        MemoryStream zip = new(), rows = new();
        using BinaryWriter writer = new(zip), row = new(rows);
        foreach ((string name, byte[] content) in entries)
        {
            long start = zip.Position;
            int padding = (int)(64 - ((start + 30 + name.Length + 4) % 64)) % 64;
            Header(writer, 0x0403_4b50, name, content.Length, wide);
            writer.Write((ushort)(4 + padding));
            writer.Write(Encoding.ASCII.GetBytes(name));
            writer.Write("FB"u8);
            writer.Write((ushort)padding);
            writer.Write(new byte[padding]);
            Assert.Equal(0, zip.Position % 64);
            writer.Write(content);
            if (wide) writer.Write(new byte[24]);
            Header(row, 0x0201_4b50, name, wide ? -1 : content.Length, wide);
            row.Write((ushort)(wide ? 28 : 0));
            row.Write(new byte[10]);
            row.Write(wide ? -1 : (int)start);
            row.Write(Encoding.ASCII.GetBytes(name));
            if (!wide) continue;
            row.Write(0x0018_0001);
            foreach (long number in (long[])[content.Length, content.Length, start]) row.Write(number);
        }
        long directory = zip.Position;
        writer.Write(rows.ToArray());
        End(writer, directory, rows.Length, entries.Length, wide);
        return zip.ToArray();
    }

    /// <summary>Adds tensors of a safetensors file.</summary>
    public void Add(string file, Func<string, bool>? takes = null)
    {
        using SafetensorsFile source = SafetensorsFile.Open(file);
        foreach (StoredTensor tensor in source.Tensors.Where(tensor => takes?.Invoke(tensor.Name) != false))
        {
            byte[] content = new byte[tensor.Bytes];
            source.Read(tensor.Offset, content);
            (string storage, int size) = tensor.Type switch { "F32" => ("FloatStorage", 4), "F16" => ("HalfStorage", 2), _ => ("BFloat16Storage", 2) };
            Tensor(tensor.Name, storage, size, content, tensor.Shape);
        }
    }

    private static void Header(BinaryWriter writer, int mark, string name, int bytes, bool wide)
    {
        writer.Write(mark);
        if (mark == 0x0201_4b50) writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write((ushort)(wide ? 8 : 0)); // sizes come after the content
        writer.Write(new byte[10]); // stored; time, date, checksum
        int told = wide && mark == 0x0403_4b50 ? 0 : bytes;
        writer.Write(told);
        writer.Write(told);
        writer.Write((ushort)name.Length);
    }

    private static void End(BinaryWriter writer, long directory, long bytes, int count, bool wide)
    {
        if (wide)
        {
            long at = writer.BaseStream.Position;
            writer.Write(0x0606_4b50);
            writer.Write(44L);
            writer.Write(0x002D_002D);
            foreach (long number in (long[])[0, count, count, bytes, directory]) writer.Write(number);
            writer.Write(0x0706_4b50);
            writer.Write(0);
            writer.Write(at);
            writer.Write(1);
        }
        writer.Write(0x0605_4b50);
        writer.Write(0);
        writer.Write((ushort)(wide ? 0xFFFF : count));
        writer.Write((ushort)(wide ? 0xFFFF : count));
        writer.Write(wide ? -1 : (int)bytes);
        writer.Write(wide ? -1 : (int)directory);
        writer.Write((ushort)0);
    }

    private void Tuple(IReadOnlyList<long> numbers)
    {
        if (numbers.Count is 0 or > 3) Raw(numbers.Count == 0 ? ")" : "(");
        foreach (long number in numbers) Integer(number);
        if (numbers.Count > 3) Raw("t");
        else if (numbers.Count > 0) Raw(((char)(0x84 + numbers.Count)).ToString());
    }

    private void Integer(long number)
    {
        switch (number)
        {
            case >= 0 and <= 255: Raw("K" + (char)number); break;
            case >= 0 and <= 65_535: Raw("M" + Bytes(BitConverter.GetBytes((ushort)number))); break;
            case >= int.MinValue and <= int.MaxValue: Raw("J" + Bytes(BitConverter.GetBytes((int)number))); break;
            default: Raw("\u008a\u0008" + Bytes(BitConverter.GetBytes(number))); break;
        }
    }

    private void Text(string text)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(text));
        Raw("X" + Bytes(length) + Bytes(Encoding.UTF8.GetBytes(text)));
    }

    private void Raw(string bytes) => _pickle.AddRange(Encoding.Latin1.GetBytes(bytes));

    private static string Bytes(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
