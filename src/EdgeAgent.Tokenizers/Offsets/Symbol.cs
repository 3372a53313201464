namespace EdgeAgent.Tokenizers.Offsets;

/// <summary>A token that merging begins with, and where in the piece it lies.</summary>
internal readonly record struct Symbol(int Id, ByteRange Range);
