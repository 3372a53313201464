namespace EdgeAgent.Benchmarks.Masks;

/// <summary>A schema of MaskBench with its instances.</summary>
/// <param name="Id">The schema's name in MaskBench.</param>
/// <param name="Dataset">The collection that it comes from.</param>
/// <param name="Schema">Its text, UTF-8.</param>
/// <param name="Instances">May be none.</param>
/// <param name="Line">The whole line of the file, for the peer.</param>
/// <param name="HasTokens">Whether the line has the instances' token ids too.</param>
internal sealed record MaskRow(string Id, string Dataset, byte[] Schema, MaskInstance[] Instances, ReadOnlyMemory<byte> Line, bool HasTokens);

/// <summary>A text, and whether the schema allows it.</summary>
/// <param name="Index">Its place among the row's <c>tests</c>.</param>
/// <param name="Text">The raw text of <c>data</c>, UTF-8: what Python's <c>json.dumps(data, ensure_ascii=False)</c> writes.</param>
/// <param name="Ids">The text in token ids, without special tokens.</param>
internal sealed record MaskInstance(int Index, bool Valid, string Description, byte[] Text, int[] Ids);
