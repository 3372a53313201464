namespace EdgeAgent.Grammar.Numbers;

/// <summary>Numbers above zero, if <paramref name="Any"/>, from a bound to another; null is open.</summary>
internal readonly record struct Magnitudes(bool Any, DecimalBound? Low, DecimalBound? High);

/// <summary>A bound above zero: its significant digits, the power of ten of the first, and whether it is left out itself.</summary>
internal sealed record DecimalBound(string Digits, int Magnitude, bool Exclusive);
