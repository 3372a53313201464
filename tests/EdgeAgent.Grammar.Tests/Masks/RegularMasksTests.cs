using EdgeAgent.Grammar.Masks;
using EdgeAgent.Grammar.Numbers;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Masks;

/// <summary>Masks of regular states against a plain walk over every token.</summary>
public class RegularMasksTests
{
    public static TheoryData<string> Patterns =>
    [
        ".*", "[^/]+", "^[^/]*$", "^[a-z0-9-]{1,63}$", "^https?://.*", "^[A-Za-z0-9_ ]+$", "^.{0,1000}$", "^.{3,20}$", "^[^<>&]*$", "^(?:\\S+\\s+){0,199}\\S+$", "\\d", "^\\p{L}+$", "^[\\s\\S]{1,100}$", "abc",
        "^(?!mode).*$", "^((?!mode)(?!Mode).)*$", "^[a-z]{2,40}\\.com$", "^.{5,90}x$", "\"x|b$", "^[é-ü]*$", "^[\\u2000-\\uffff]*$", "^[^\\n\"]*$", "^\\S{40}", "^(a{2,50}b?){1,40}$", "^$",
    ];

    [Theory, MemberData(nameof(Patterns))]
    public void Of_StatesOnRandomWays_AreWhatAPlainWalkFinds(string pattern) => Check(Vocabularies.Of("smollm2"), s => s.Pattern(pattern), true, 12);

    [Theory, MemberData(nameof(Patterns))]
    public void Of_SmallVocabulary_AreWhatAPlainWalkFinds(string pattern) => Check(Vocabularies.Small, s => s.Pattern(pattern), true, 40);

    [Fact]
    public void Of_LengthsAndDifferences_AreWhatAPlainWalkFinds()
    {
        GrammarVocabulary vocabulary = Vocabularies.Of("smollm2");
        Check(vocabulary, s => s.OfLength(s.Pattern("^[a-z ]+$"), 3, 50), true, 20);
        Check(vocabulary, s => s.OfLength(s.Pattern("^(ab|c.)*$"), 3, 500), true, 20);
        Check(vocabulary, s => s.Subtract(s.AnyContents, s.Pattern("^[a-f]*$")), true, 12);
        Check(vocabulary, s => s.OfLength(s.AnyContents, 10, 90), true, 20);
    }

    [Theory]
    [InlineData(NumberForms.Canonical)]
    [InlineData(NumberForms.Any)]
    public void Of_Numbers_AreWhatAPlainWalkFinds(NumberForms forms)
    {
        Check(Vocabularies.Of("smollm2"), s => NumberLanguages.InRange(s, forms, JsonNumber.Parse("-20.5"), false, JsonNumber.Parse("1000"), true), false, 30);
        Check(Vocabularies.Small, s => NumberLanguages.Unrestricted(s, forms), false, 30);
    }

    [Fact]
    public void Of_ManyStates_ForgetsRatherThanGrows()
    {
        GrammarVocabulary vocabulary = Vocabularies.Small;
        LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
        RegularAutomaton automaton = space.Compile(space.Pattern("^(?:ab|cd){20}x$"));
        RegularMasks masks = new(new TrieIndex(vocabulary.Trie, vocabulary.WordCount), 4);
        int state = RegularAutomaton.Start;
        for (int i = 0; i < 40; i++)
        {
            Compare(vocabulary, automaton, state, true, masks.Of(automaton, state, true), "many");
            state = automaton.Next(state, (byte)(i % 2 == 0 ? 'a' : 'b'));
        }
    }

    private static void Check(GrammarVocabulary vocabulary, Func<LanguageSpace, Language> make, bool quoted, int steps)
    {
        LanguageSpace space = new(1_000_000, TestContext.Current.CancellationToken);
        RegularAutomaton automaton = space.Compile(make(space));
        RegularMasks masks = new(vocabulary.Index, 100);
        Random random = new(11);
        int state = RegularAutomaton.Start;
        for (int step = 0; step < steps; step++)
        {
            RegularMask mask = masks.Of(automaton, state, quoted);
            Compare(vocabulary, automaton, state, quoted, mask, $"step {step}");
            int[] allowed = [.. Enumerable.Range(0, vocabulary.Size).Where(id => (mask.Words[id >> 6] >> id & 1) != 0)];
            if (allowed.Length == 0) break;
            state = automaton.Run(state, vocabulary.Trie.BytesOf(allowed[random.Next(allowed.Length)]));
        }
    }

    private static void Compare(GrammarVocabulary vocabulary, RegularAutomaton automaton, int start, bool quoted, RegularMask mask, string what)
    {
        TokenTrie trie = vocabulary.Trie;
        ulong[] words = new ulong[vocabulary.WordCount];
        List<int> exits = [];
        int[] states = new int[trie.MaxTokenBytes + 1];
        states[0] = start;
        for (int i = 1; i < trie.Nodes.Length;)
        {
            ref readonly TrieNode node = ref trie.Nodes[i];
            int from = states[node.Depth - 1], next = automaton.Next(from, node.Byte);
            if (next < 0)
            {
                if (automaton.Accepts(from) && (quoted ? node.Byte == '"' : node.Depth > 1)) exits.Add(i);
                i = node.End;
                continue;
            }
            states[node.Depth] = next;
            trie.Mark(i++, words);
        }
        Assert.True(words.AsSpan().SequenceEqual(mask.Words), what);
        Assert.Equal(exits, mask.Exits.Order());
    }
}
