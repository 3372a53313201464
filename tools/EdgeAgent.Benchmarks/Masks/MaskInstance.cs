namespace EdgeAgent.Benchmarks.Masks;

/// <summary>A text, and whether the schema allows it.</summary>
/// <param name="Index">Its place among the row's <c>tests</c>.</param>
/// <param name="Text">The raw text of <c>data</c>, UTF-8: what Python's <c>json.dumps(data, ensure_ascii=False)</c> writes.</param>
/// <param name="Ids">The text in token ids, without special tokens.</param>
internal sealed record MaskInstance(int Index, bool Valid, string Description, byte[] Text, int[] Ids);
