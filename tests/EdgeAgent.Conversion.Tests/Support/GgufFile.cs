using System.Text;

namespace EdgeAgent.Conversion.Tests.Support;

/// <summary>Writes a GGUF model with float32 tensors.</summary>
internal sealed class GgufFile
{
    private readonly List<(string Key, object Value)> _keys = [];
    private readonly List<(string Name, long[] Shape, float[] Numbers)> _tensors = [];

    /// <summary>Sets a key.</summary>
    public GgufFile Key(string key, object value)
    {
        _keys.RemoveAll(one => one.Key == key);
        _keys.Add((key, value));
        return this;
    }

    public IReadOnlyList<string> Keys => [.. _keys.Select(static key => key.Key)];

    /// <param name="name">GGUF's name.</param>
    /// <param name="shape">Rows first, as Hugging Face has it.</param>
    /// <param name="numbers">The numbers, row by row.</param>
    public GgufFile Tensor(string name, long[] shape, float[] numbers)
    {
        _tensors.Add((name, shape, numbers));
        return this;
    }

    public void Save(string path)
    {
        using BinaryWriter writer = new(File.Create(path));
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_keys.Count);
        foreach ((string key, object value) in _keys) WriteKey(writer, key, value);
        ulong at = 0;
        foreach ((string name, long[] shape, float[] numbers) in _tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Length);
            foreach (long size in shape.Reverse()) writer.Write(size);
            writer.Write(0u); // F32
            writer.Write(at);
            at += Aligned(numbers.Length * sizeof(float));
        }
        Pad(writer);
        foreach ((_, _, float[] numbers) in _tensors)
        {
            foreach (float number in numbers) writer.Write(number);
            Pad(writer);
        }
    }

    private static void WriteKey(BinaryWriter writer, string key, object value)
    {
        WriteText(writer, key);
        writer.Write(TypeOf(value));
        if (value is Array array)
        {
            writer.Write(TypeOf(array.GetType().GetElementType() == typeof(string) ? "" : Activator.CreateInstance(array.GetType().GetElementType()!)!));
            writer.Write((ulong)array.Length);
            foreach (object item in array) WriteValue(writer, item);
        }
        else WriteValue(writer, value);
    }

    private static uint TypeOf(object value) => value switch
    {
        byte => 0,
        int => 4,
        float => 6,
        bool => 7,
        string => 8,
        Array => 9,
        ulong => 10,
        double => 12,
        _ => throw new ArgumentException(value.GetType().Name),
    };

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case bool truth: writer.Write(truth); break;
            case string text: WriteText(writer, text); break;
            case ulong number: writer.Write(number); break;
            case double number: writer.Write(number); break;
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write((ulong)text.Length);
        writer.Write(Encoding.ASCII.GetBytes(text));
    }

    private static void Pad(BinaryWriter writer)
    {
        while (writer.BaseStream.Position % 32 != 0) writer.Write((byte)0);
    }

    private static ulong Aligned(int bytes) => (ulong)(bytes + 31) / 32 * 32;
}
