using System.Buffers;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Rewrites a text before it is cut into words. Immutable and thread-safe.</summary>
internal abstract class Normalizer
{
    /// <summary>Whether normalizing what it made changes nothing more.</summary>
    public abstract bool IsIdempotent { get; }

    /// <summary>Whether the text would stay as it is; may say no where it would.</summary>
    public abstract bool LeavesAsIs(ReadOnlySpan<byte> text);

    /// <summary>Writes the normalized text.</summary>
    /// <param name="text">UTF-8; bytes that are not are kept as they are.</param>
    /// <param name="output">Where it goes, in UTF-8.</param>
    public abstract void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output);

    /// <summary>The normalized text as a new array.</summary>
    public byte[] Normalize(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        Write(text, output);
        return output.WrittenSpan.ToArray();
    }
}
