namespace EdgeAgent.Tokenizers;

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins: in chars of a string, in bytes of UTF-8.</param>
/// <param name="Length">How long it is, in the same unit; 0: a token that stands for no text.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}
