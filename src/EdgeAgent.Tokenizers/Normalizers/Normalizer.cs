using System.Buffers;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Rewrites a text before it is cut into words. Immutable and thread-safe.</summary>
/// <remarks>What bytes stand for follows <c>NormalizedString</c> of Hugging Face's library: a character that takes another's place stands for
/// what that one stood for, further ones for what the one before them does; characters that vanish are stood for by none.</remarks>
internal abstract class Normalizer
{
    /// <summary>Whether normalizing any part of what it made changes nothing more.</summary>
    public abstract bool IsIdempotent { get; }

    /// <summary>Whether it may write a space where there was none.</summary>
    public abstract bool MakesSpaces { get; }

    /// <summary>Whether the text would stay as it is; may say no where it would.</summary>
    public abstract bool LeavesAsIs(ReadOnlySpan<byte> text);

    /// <summary>Writes the normalized text.</summary>
    /// <param name="text">UTF-8; bytes that are not are kept as they are.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="TokenizerException">EA3101: it is too long.</exception>
    public abstract void Write(ReadOnlySpan<byte> text, NormalizerOutput output);

    /// <summary>Writes the normalized text.</summary>
    public void Write(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output) => Write(text, new NormalizerOutput(output, NormalizerOutput.LimitFor(text.Length)));

    /// <summary>The normalized text as a new array.</summary>
    public byte[] Normalize(ReadOnlySpan<byte> text) => Normalize(text, NormalizerOutput.LimitFor(text.Length)).ToArray();

    /// <summary>The normalized text.</summary>
    internal ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> text, int limit)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        Write(text, new NormalizerOutput(output, limit));
        return output.WrittenSpan;
    }
}
