namespace EdgeAgent.Benchmarks.Masks;

/// <summary>A schema of MaskBench with its instances.</summary>
/// <param name="Id">The schema's name in MaskBench.</param>
/// <param name="Dataset">The collection that it comes from.</param>
/// <param name="Schema">Its text, UTF-8.</param>
/// <param name="Instances">May be none.</param>
/// <param name="Line">The whole line of the file, for the peer.</param>
/// <param name="HasTokens">Whether the line has the instances' token ids too.</param>
internal sealed record MaskRow(string Id, string Dataset, byte[] Schema, MaskInstance[] Instances, ReadOnlyMemory<byte> Line, bool HasTokens);
