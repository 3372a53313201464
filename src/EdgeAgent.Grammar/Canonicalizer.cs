namespace EdgeAgent.Grammar;

/// <summary>The tokenizer's own segmentation of a text, given as bytes of UTF-8.</summary>
/// <remarks>Called on any thread. Answers are kept: what was asked once may not be asked again.</remarks>
/// <param name="bytes">The text.</param>
/// <param name="previousId">The token before it, or -1 at the beginning.</param>
/// <returns>Token ids whose bytes, joined, are exactly <paramref name="bytes"/>; anything else is not used.</returns>
public delegate int[] Canonicalizer(ReadOnlySpan<byte> bytes, int previousId);
