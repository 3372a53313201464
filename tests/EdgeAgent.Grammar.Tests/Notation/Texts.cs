using System.Text;

namespace EdgeAgent.Grammar.Tests.Notation;

internal static class Texts
{
    /// <summary>Whether a text is in a grammar, byte by byte; and by the longest tokens where it is.</summary>
    public static bool Accepts(CompiledGrammar grammar, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        GrammarMatcher matcher = grammar.CreateMatcher();
        bool accepted = Reference.AcceptBytes(matcher, bytes) < 0 && matcher.IsAccepting;
        GrammarMatcher longest = grammar.CreateMatcher();
        Assert.True(!accepted || (Reference.AcceptLongest(longest, bytes) && longest.IsAccepting));
        return accepted;
    }
}
