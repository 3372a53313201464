using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Writes a GGUF of version 3 that holds metadata only.</summary>
internal static class GgufFile
{
    /// <param name="path">The file.</param>
    /// <param name="metadata">Values: string, bool, int, string[], int[] or float[].</param>
    public static void Write(string path, IReadOnlyDictionary<string, object> metadata)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write(0UL);                       // tensors
        writer.Write((ulong)metadata.Count);
        foreach ((string key, object value) in metadata)
        {
            WriteString(writer, key);
            switch (value)
            {
                case string text: writer.Write(8u); WriteString(writer, text); break;
                case bool flag: writer.Write(7u); writer.Write(flag); break;
                case int number: writer.Write(4u); writer.Write(number); break;
                case string[] texts: WriteArray(writer, 8u, texts.Length); Array.ForEach(texts, text => WriteString(writer, text)); break;
                case int[] numbers: WriteArray(writer, 5u, numbers.Length); Array.ForEach(numbers, writer.Write); break;
                case float[] numbers: WriteArray(writer, 6u, numbers.Length); Array.ForEach(numbers, writer.Write); break;
                default: throw new ArgumentException($"{key} has an unforeseen type", nameof(metadata));
            }
        }
    }

    private static void WriteArray(BinaryWriter writer, uint type, int count)
    {
        writer.Write(9u);
        writer.Write(type);
        writer.Write((ulong)count);
    }

    private static void WriteString(BinaryWriter writer, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)utf8.Length);
        writer.Write(utf8);
    }
}
