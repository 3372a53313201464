using System.Globalization;

namespace EdgeAgent.Grammar.Notation;

/// <summary>The rules of a grammar in GBNF.</summary>
/// <param name="Text">The whole.</param>
/// <param name="Names">The rules' names.</param>
/// <param name="Rules">What they say, in the same order.</param>
/// <param name="Root">The number of the rule <c>root</c>.</param>
internal sealed record GbnfGrammar(string Text, IReadOnlyList<string> Names, IReadOnlyList<GbnfNode> Rules, int Root)
{
    /// <summary>An error's place.</summary>
    public static string PlaceOf(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, Math.Min(at, text.Length));
        return string.Create(CultureInfo.InvariantCulture, $"line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')}");
    }
}
