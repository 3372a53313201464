namespace EdgeAgent.Grammar.Automata;

/// <summary>Bytes that stand around the calls of tools.</summary>
/// <param name="Bytes">At least one.</param>
/// <param name="Next">The state after the last.</param>
/// <param name="Region">Where they belong.</param>
/// <param name="Opened">How many bytes of the call's opening come before the first.</param>
internal sealed record FixedText(byte[] Bytes, int Next, RegionKind Region, int Opened);
