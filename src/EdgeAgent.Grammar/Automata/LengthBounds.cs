namespace EdgeAgent.Grammar.Automata;

/// <summary>Length bounds of a string, in characters.</summary>
internal sealed record LengthBounds(long Min, long Max)
{
    public bool IsOpen => Min == 0 && Max == long.MaxValue;
}
