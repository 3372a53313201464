using System.Text;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>Members that are not declared: each name but once, however many there are, and never the beginning of one that cannot be finished.</summary>
public class FreeNamesTests
{
    private static CompiledGrammar Compile(string schema, GrammarOptions? options = null, GrammarVocabulary? vocabulary = null) =>
        GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary ?? Vocabularies.Small, options, TestContext.Current.CancellationToken);

    /// <summary>Members by chance until no name is left. What may follow is known: the names are few enough to be listed.</summary>
    [Theory]
    [InlineData("^[ab]{2}$", 2)]
    [InlineData("^[abc]{1,3}$", 3)]
    [InlineData("^(a|ab|abc|b[abc]*)$", 4)]
    [InlineData("^((aa)+|b?c)$", 6)]
    [InlineData("^[ab]{1,7}$", 7)]
    [InlineData("^(aaaaaaa|[bc]{1,5}|ab*)$", 7)]
    public void TryAccept_NamesOfAPattern_AreTakenOnceUntilNoneIsLeft(string pattern, int longest)
    {
        List<string> names = [.. Texts("abc", longest).Where(t => System.Text.RegularExpressions.Regex.IsMatch(t, pattern))];
        CompiledGrammar grammar = Compile($$$"""
            {"type": "object", "propertyNames": {"maxLength": {{{longest}}}}, "patternProperties": {"{{{pattern}}}": {"const": 0}}, "additionalProperties": false}
            """, new GrammarOptions { KeyOrder = KeyOrder.Any });
        Random random = new(1);
        for (int round = 0; round < 3; round++)
        {
            HashSet<string> left = [.. names];
            GrammarMatcher matcher = grammar.CreateMatcher();
            Assert.Equal(-1, Reference.AcceptBytes(matcher, "{\""u8));
            for (string name = ""; ;)
            {
                SortedSet<int> expected = [.. left.Where(n => n.StartsWith(name, StringComparison.Ordinal)).Select(n => n == name ? '"' : n[name.Length])];
                Assert.Equal(expected, Reference.Mask(matcher).Where(id => id < 256));
                if (left.Count % 8 == 1) Assert.Equal(Reference.Allowed(matcher), Reference.Mask(matcher));
                int next = expected.ElementAt(random.Next(expected.Count));
                Assert.True(matcher.TryAccept(next));
                if (next != '"')
                {
                    name += (char)next;
                    continue;
                }
                left.Remove(name);
                name = "";
                Assert.Equal(-1, Reference.AcceptBytes(matcher, ": 0"u8));
                Assert.Equal(left.Count > 0, Reference.Mask(matcher).Contains(','));
                if (left.Count == 0) break;
                Assert.Equal(-1, Reference.AcceptBytes(matcher, ", \""u8));
            }
            Assert.True(matcher.TryAccept('}') && matcher.IsAccepting);
        }
    }

    /// <summary>More names than are tried one by one: the tokens that end a name are.</summary>
    [Fact]
    public void FillMask_HundredsOfUndeclaredMembers_ForbidsJustTheNamesTaken()
    {
        byte[][] tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }), .. Texts("abc", 4).Select(t => Encoding.UTF8.GetBytes(t + "\": "))];
        GrammarVocabulary vocabulary = new(tokens.Length + 1, id => id < tokens.Length ? tokens[id] : [], [], [tokens.Length]);
        GrammarMatcher matcher = Compile("""{"type": "object", "properties": {"a": {}, "ab": {}}, "additionalProperties": {"type": "integer"}}""",
            new GrammarOptions { Undeclared = UndeclaredProperties.AsTheSchemaSays, KeyOrder = KeyOrder.Any }, vocabulary).CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "{\""u8));
        HashSet<string> taken = [];
        Random random = new(2);
        string[] names = [.. Texts("abc", 4).OrderBy(_ => random.Next())];
        foreach (string name in names[..100])
        {
            Assert.Equal(-1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes($"{name}\": 1, \"")));
            taken.Add(name);
            if (taken.Count % 10 != 0) continue;
            SortedSet<int> mask = Reference.Mask(matcher);
            Assert.Equal(names.Where(n => !taken.Contains(n)).Order(StringComparer.Ordinal),
                mask.Where(id => id >= 256).Select(id => Encoding.UTF8.GetString(tokens[id])[..^3]).Order(StringComparer.Ordinal));
            Assert.Equal(Reference.Allowed(matcher), mask);
        }
    }

    [Fact]
    public void Rollback_BehindANameTaken_MakesItFreeAgain()
    {
        GrammarMatcher matcher = Compile("""{"type": "object", "additionalProperties": true}""").CreateMatcher();
        Reference.AcceptBytes(matcher, "{\"one\": 1, \"two\": 2, \""u8);
        Assert.False(Reference.AcceptBytes(matcher, "two\""u8) < 0);
        matcher.Rollback(matcher.TokenCount - "{\"one\": 1, \""u8.Length);
        GrammarMatcher clone = matcher.Clone();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "two\": 3, \"three\": 4}"u8));
        Assert.Equal(3, Reference.AcceptBytes(clone, "one\""u8));
    }

    /// <summary>Every text over some letters, the empty one too.</summary>
    private static List<string> Texts(string letters, int longest)
    {
        List<string> last = [""], all = [""];
        for (int length = 1; length <= longest; length++)
        {
            last = [.. last.SelectMany(text => letters.Select(letter => text + letter))];
            all.AddRange(last);
        }
        return all;
    }
}
