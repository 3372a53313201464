using System.Text;
using EdgeAgent.Grammar.Notation;

namespace EdgeAgent.Grammar.Tests.Notation;

/// <summary>Grammars in GBNF against the sets of their texts.</summary>
public class GbnfMachineTests(ITestOutputHelper output)
{
    private const int Length = 6;

    private static readonly string[] Tokens =
        ["a", "b", "\u00c3", "\u00a9", "\u00c3\u00a9", "aa", "ab", "ba", "bb", "aab", "aba", "abb", "bab", "bba", "b\u00c3", "\u00a9a", "a\u00c3\u00a9", "c", "\"", "ac"];

    private static readonly GrammarVocabulary Few = new(Tokens.Length + 1, id => id < Tokens.Length ? Encoding.Latin1.GetBytes(Tokens[id]) : default, [], [Tokens.Length]);

    [Fact]
    public void CompileGbnf_RandomGrammars_AllowWhatTheirTextsBeginWith()
    {
        Random random = new(11);
        RandomGbnf grammars = new(random);
        (int compiled, int recursive, int empty, int left) = (0, 0, 0, 0);
        while (recursive < 400)
        {
            List<GbnfNode> rules = grammars.Next();
            string text = RandomGbnf.Write(rules);
            CompiledGrammar grammar;
            try
            {
                grammar = GrammarCompiler.CompileGbnf(text, Few, null, TestContext.Current.CancellationToken);
            }
            catch (GrammarException e) when (e.Code == "EA1102")
            {
                Assert.True(new GbnfReference(rules, Length).RootBegun.Count == 0, text);
                empty++;
                continue;
            }
            catch (GrammarException e) when (e.Code == "EA1111" && e.What.Contains("begins with itself", StringComparison.Ordinal))
            {
                left++;
                continue;
            }
            compiled++;
            if (grammar.Program.Rules!.Places.Skip(1).Any(p => p.Automaton is null)) recursive++;
            Follow(grammar.CreateMatcher(), "", new GbnfReference(rules, Length), text);
        }
        output.WriteLine($"{compiled} compiled, {recursive} with calls, {empty} empty, {left} begin with themselves");
    }

    /// <summary>With many tokens that begin alike, so that what masks know beforehand is used.</summary>
    [Fact]
    public void FillMask_ManyTokens_IsEveryTokenThatIsAccepted()
    {
        List<string> tokens = ["\u00c3", "\u00a9", "\u00c3\u00a9", "b\u00c3\u00a9", "\u00a9a"];
        for (int from = -1, length = 0; length < 5; length++)
            for (int end = tokens.Count; from < end; from++)
                if (from < 0 || tokens[from][0] < 0x80) tokens.AddRange([(from < 0 ? "" : tokens[from]) + "a", (from < 0 ? "" : tokens[from]) + "b"]);
        tokens = [.. tokens.Distinct()];
        GrammarVocabulary vocabulary = new(tokens.Count + 1, id => id < tokens.Count ? Encoding.Latin1.GetBytes(tokens[id]) : default, [], [tokens.Count]);
        Random random = new(7);
        RandomGbnf grammars = new(random);
        int positions = 0;
        for (int recursive = 0; recursive < 300;)
        {
            string text = RandomGbnf.Write(grammars.Next());
            CompiledGrammar grammar;
            try
            {
                grammar = GrammarCompiler.CompileGbnf(text, vocabulary, null, TestContext.Current.CancellationToken);
            }
            catch (GrammarException)
            {
                continue;
            }
            if (grammar.Program.Rules!.Places.Skip(1).Any(p => p.Automaton is null)) recursive++;
            GrammarMatcher matcher = grammar.CreateMatcher();
            for (int step = 0; step < 6 && !matcher.IsEnded; step++)
            {
                SortedSet<int> mask = Reference.Mask(matcher), allowed = Reference.Allowed(matcher);
                Assert.True(allowed.SetEquals(mask), $"{text}\nafter {Encoding.UTF8.GetString(matcher.Text)}");
                Assert.True(matcher.TryAccept(allowed.ElementAt(random.Next(allowed.Count))));
                positions++;
            }
        }
        output.WriteLine($"{tokens.Count} tokens, {positions} positions");
        Assert.True(tokens.Count > 60);
    }

    private static void Follow(GrammarMatcher matcher, string prefix, GbnfReference reference, string grammar)
    {
        Assert.True(reference.RootTexts.Contains(prefix) == matcher.IsAccepting, $"{grammar}\nat the end of '{prefix}'");
        if (prefix.Length + 3 <= Length)
        {
            SortedSet<int> expected = [.. Enumerable.Range(0, Tokens.Length).Where(id => reference.RootBegun.Contains(prefix + Tokens[id]))];
            if (matcher.IsAccepting) expected.Add(Tokens.Length);
            SortedSet<int> mask = Reference.Mask(matcher);
            Assert.True(expected.SetEquals(mask), $"{grammar}\nafter '{prefix}': missing {string.Join(' ', expected.Except(mask))}, too many {string.Join(' ', mask.Except(expected))}");
            GrammarMatcher clone = matcher.Clone();
            string forced = string.Concat(matcher.ForcedTokens().ToArray().Where(id => id < Tokens.Length).Select(id => Tokens[id]));
            Assert.True(expected.Count > 1 || forced.Length > 0 || matcher.IsAccepting, $"{grammar}\nnothing forced after '{prefix}'");
            if (prefix.Length + forced.Length <= Length) Assert.True(forced.Length == 0 || reference.RootBegun.Contains(prefix + forced), $"{grammar}\nforced after '{prefix}': {forced}");
            Assert.True(expected.SetEquals(Reference.Mask(clone)));
        }
        if (prefix.Length == Length - 1) return;
        foreach (int id in (int[])[0, 1, 2, 3])
        {
            string next = prefix + Tokens[id];
            bool allowed = matcher.TryAccept(id);
            Assert.True(reference.RootBegun.Contains(next) == allowed, $"{grammar}\n'{next}' {(allowed ? "allowed" : "refused")}");
            if (!allowed) continue;
            Follow(matcher, next, reference, grammar);
            matcher.Rollback(1);
        }
    }
}
