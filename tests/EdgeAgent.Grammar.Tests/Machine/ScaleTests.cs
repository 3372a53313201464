using System.Diagnostics;
using System.Text;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>What many alternatives, many members and deep nesting cost, and that nothing is allocated.</summary>
public class ScaleTests(ITestOutputHelper output)
{
    private static readonly Shape Text = new() { Strings = [StringShape.Any], Height = 0 };

    private static GrammarMatcher Match(Shape shape, LanguageSpace space, GrammarOptions? options = null, GrammarVocabulary? vocabulary = null)
    {
        vocabulary ??= Vocabularies.Small;
        GrammarProgram program = new ProgramBuilder(vocabulary, options ?? new GrammarOptions { KeyOrder = KeyOrder.Any }, space, TestContext.Current.CancellationToken).Build(shape);
        return new CompiledGrammar(program, vocabulary, null, []).CreateMatcher();
    }

    private static MemberShape Member(string name, Shape value, bool required = false) => new(name, [new CountedShape(value)], required);

    /// <summary>Fifty alternatives with the same members but for one, whose value is of the same kind again.</summary>
    private static Shape Nested(int depth, LanguageSpace space)
    {
        if (depth == 0) return Text;
        Shape inner = Nested(depth - 1, space);
        return new Shape
        {
            Height = depth,
            Objects = [.. Enumerable.Range(0, 50).Select(i => new ObjectShape
            {
                Members = [Member("name", Text), Member("next", inner), Member("kind", new Shape { Strings = [new StringShape(space.Text(Encoding.UTF8.GetBytes($"k{i}")))], Height = 0 }, required: true)],
            })],
        };
    }

    [Fact]
    public void Step_FiftyAlternativesOnFiveLevels_KeepsFiftyStrands()
    {
        LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
        GrammarMatcher matcher = Match(Nested(5, space), space);
        const string Opening = "{\"name\": \"x\", \"next\": ";
        string text = string.Concat(Enumerable.Repeat(Opening, 5)) + "\"y\"" + string.Concat(Enumerable.Range(0, 5).Select(i => $", \"kind\": \"k{i * 7}\"}}"));
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            Assert.InRange(Reference.Mask(matcher).Count, 1, int.MaxValue);
            Assert.True(matcher.TryAccept(b), $"{(char)b} after {Encoding.UTF8.GetString(matcher.Text)}");
            Assert.InRange(matcher.StrandCount, 1, 51);
        }
        Assert.True(matcher.IsAccepting);
        matcher.Rollback(matcher.TokenCount);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            foreach (byte b in Encoding.UTF8.GetBytes(text)) matcher.TryAccept(b);
            matcher.Rollback(matcher.TokenCount);
        }
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMicroseconds / 20 / text.Length:F2} µs a byte");
    }

    [Fact]
    public void Step_ThousandAlternativesToldApartAtTheEnd_EachIsFollowed()
    {
        LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
        Shape shape = new()
        {
            Height = 1,
            Objects = [.. Enumerable.Range(0, 1000).Select(i => new ObjectShape
            {
                Members = [Member("name", new Shape { Strings = [new StringShape(null, 0, i + 5)], Height = 0 }, required: true), Member($"m{i}", Text, required: true)],
            })],
        };
        GrammarMatcher matcher = Match(shape, space);
        foreach (int i in (int[])[0, 511, 999])
        {
            Assert.Equal(-1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes($"{{\"name\": \"abc\", \"m{i}\": \"\"}}")));
            Assert.True(matcher.IsAccepting);
            matcher.Rollback(matcher.TokenCount);
        }
        Assert.Equal(9, Reference.AcceptBytes(matcher, "{\"name\": 1"u8));
    }

    [Fact]
    public void FillMask_ManyThreadsOnANewGrammar_AllComputeTheSame()
    {
        byte[] text = Encoding.UTF8.GetBytes("{\"next\": {\"name\": \"x\", \"next\": \"y\", \"kind\": \"k7\"}, \"kind\": \"k49\"}");
        for (int round = 0; round < 20; round++)
        {
            LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
            CompiledGrammar grammar = Match(Nested(2, space), space).Grammar;
            string[] found = new string[4];
            Parallel.For(0, found.Length, i =>
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                StringBuilder counts = new();
                foreach (byte b in text)
                {
                    counts.Append(matcher.AllowedCount).Append(' ');
                    if (!matcher.TryAccept(b)) counts.Append('!');
                }
                found[i] = counts.ToString();
            });
            Assert.DoesNotContain("!", found[0], StringComparison.Ordinal);
            Assert.Single(found.Distinct());
        }
    }

    [Fact]
    public void Members_FiveHundredInAnyOrder_EachOnceAndAllRequired()
    {
        LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
        int[] order = [.. Enumerable.Range(0, 500).OrderBy(i => i * 7919 % 503)];
        Shape shape = new() { Height = 1, Objects = [new ObjectShape { Members = [.. Enumerable.Range(0, 500).Select(i => Member($"member_{i}", Text, required: true))] }] };
        GrammarMatcher matcher = Match(shape, space);
        string text = "{" + string.Join(", ", order.Select(i => $"\"member_{i}\": \"\""));
        Assert.Equal(-1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text)));
        Assert.Equal([(int)'}'], [.. Reference.Mask(matcher).Where(id => id < 256)]);
        Assert.True(matcher.TryAccept('}'));
        Assert.True(matcher.IsAccepting);
        matcher.Rollback(2);
        string twice = $"{{\"member_{order[0]}\": \"\", \"member_{order[0]}";
        matcher.Rollback(matcher.TokenCount);
        Assert.Equal(twice.Length - 1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(twice)));
    }

    [Theory]
    [InlineData(KeyOrder.Any, WhiteSpace.Any)]
    [InlineData(KeyOrder.Declared, WhiteSpace.Spaced)]
    public void FillMaskAndTryAccept_SteadyState_AllocateNothing(KeyOrder order, WhiteSpace white)
    {
        LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
        Shape number = new() { Numbers = space.Pattern("^(0|[1-9][0-9]*)$"), Height = 0 };
        Shape word = new() { Strings = [new StringShape(space.Pattern("^[a-z]+$"))], Height = 0 };
        Shape array = new() { Height = 1, Arrays = [new ArrayShape { Items = [new CountedShape(word, 1), new CountedShape(number)], Counts = [new CountBounds(1, 2)], Unique = true }] };
        Shape shape = new()
        {
            Height = 2,
            Objects =
            [
                new ObjectShape
                {
                    Members = [Member("a", number), Member("b", array, required: true), Member("c", Text)],
                    Free = [new FreeMembersShape(space.Pattern("^x"), [new CountedShape(word)])],
                    MaxMembers = 6,
                    Dependencies = [(0, [2])],
                },
                new ObjectShape { Members = [Member("a", number), Member("d", Text)], Free = [new FreeMembersShape(null, [new CountedShape(array), new CountedShape(word)])] },
            ],
        };
        GrammarMatcher matcher = Match(shape, space, new GrammarOptions { KeyOrder = order, WhiteSpace = white });
        byte[] text = Encoding.UTF8.GetBytes("{\"a\": 12, \"b\": [1, \"ab\", 2, 120], \"c\": \"Perché\", \"x1\": \"zz\", \"xy\": \"z\"}");
        ulong[] words = new ulong[Vocabularies.Small.WordCount];
        Run();
        matcher.Rollback(matcher.TokenCount);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(matcher.IsAccepting);

        void Run()
        {
            foreach (byte b in text)
            {
                matcher.FillMask(words);
                if (!matcher.TryAccept(b)) throw new InvalidOperationException($"refused after {Encoding.UTF8.GetString(matcher.Text)}");
            }
        }
    }
}
