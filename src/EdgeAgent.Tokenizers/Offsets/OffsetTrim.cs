namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>A post-processor's <c>trim_offsets</c>: what a token stands for loses the white space at its ends.</summary>
/// <param name="KeepsPrefix">Whether a single space at the beginning of the text is the tokenizer's own (<c>add_prefix_space</c>).</param>
/// <param name="TokensBefore">How many ids other post-processors put before the text first.</param>
internal readonly record struct OffsetTrim(bool KeepsPrefix, int TokensBefore);
