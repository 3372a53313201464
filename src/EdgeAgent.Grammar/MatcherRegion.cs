namespace EdgeAgent.Grammar;

/// <summary>Where a region of the text begins; it ends where the next one begins.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ToolIndex">The tool's place in its <see cref="ToolSet"/>; -1 in text and until the name is complete.</param>
/// <param name="CallIndex">Which call it belongs to, from 0; in text the number of calls before it.</param>
/// <param name="Start">Offset of its first byte among the bytes accepted.</param>
public readonly record struct MatcherRegion(RegionKind Kind, int ToolIndex, int CallIndex, int Start);
