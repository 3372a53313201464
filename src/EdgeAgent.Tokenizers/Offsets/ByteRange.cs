namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>A part of a text in UTF-8: the bytes from <paramref name="Start"/> up to <paramref name="End"/>.</summary>
internal readonly record struct ByteRange(int Start, int End)
{
    /// <summary>The range as the public API gives it.</summary>
    public TextSpan ToSpan() => new(Start, End - Start);
}
