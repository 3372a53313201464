using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>The machine against the obvious reading of shapes.</summary>
public class ShapeMachineTests(ITestOutputHelper output)
{
    private static CompiledGrammar Compile(Shape shape, LanguageSpace space, GrammarOptions options)
    {
        GrammarProgram program = new ProgramBuilder(Vocabularies.Small, options, space, TestContext.Current.CancellationToken).Build(shape);
        return new CompiledGrammar(program, Vocabularies.Small, null, []);
    }

    [Theory]
    [InlineData(KeyOrder.Any, 1)]
    [InlineData(KeyOrder.Declared, 2)]
    public void FillMask_FiniteShape_IsWhatLeadsToATextInIt(KeyOrder order, int seed)
    {
        Random random = new(seed);
        (int shapes, int prefixes, int skipped) = (0, 0, 0);
        while (shapes < 200)
        {
            LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
            ShapeReference reference = new(space);
            Shape shape = new RandomShapes(random, space, reference, finite: true).Next();
            reference.WasCut = false;
            List<string> texts = reference.Texts(shape, 800);
            bool isWhole = !reference.WasCut;
            if (order == KeyOrder.Declared) texts.RemoveAll(t => !IsInOrder(shape, ShapeReference.Parse(t), reference));
            if (texts.Count == 0 || !isWhole)
            {
                skipped++;
                continue;
            }
            shapes++;
            CompiledGrammar grammar = Compile(shape, space, new GrammarOptions { KeyOrder = order });
            HashSet<string> accepted = [.. texts.Select(Bytes)];
            HashSet<string> begun = [.. accepted.SelectMany(t => Enumerable.Range(0, t.Length + 1).Select(n => t[..n]))];
            foreach (string prefix in begun.OrderBy(_ => random.Next()).Take(25))
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                for (int i = 0; i < prefix.Length; i++) Assert.True(matcher.TryAccept(prefix[i]), $"{Describe(texts)}\nrefused after {prefix[..i]}: {prefix[i]}");
                SortedSet<int> expected = [.. Enumerable.Range(0, Vocabularies.SmallSpecial).Where(id => Vocabularies.BytesOf(Vocabularies.Small, id).Length > 0 && begun.Contains(prefix + Encoding.Latin1.GetString(Vocabularies.BytesOf(Vocabularies.Small, id))))];
                if (accepted.Contains(prefix)) expected.UnionWith([Vocabularies.SmallEnd, Vocabularies.SmallEnd + 1]);
                SortedSet<int> actual = Reference.Mask(matcher);
                Assert.True(expected.SetEquals(actual), $"{Describe(texts)}\nafter {prefix}\nmissing {Show(expected.Except(actual))}\ntoo many {Show(actual.Except(expected))}");
                Assert.Equal(accepted.Contains(prefix), matcher.IsAccepting);
                prefixes++;
            }
        }
        output.WriteLine($"{shapes} shapes, {prefixes} prefixes, {skipped} too large");
    }

    [Theory]
    [InlineData(KeyOrder.Any, WhiteSpace.Spaced, 3)]
    [InlineData(KeyOrder.Declared, WhiteSpace.Spaced, 4)]
    [InlineData(KeyOrder.Any, WhiteSpace.Compact, 5)]
    [InlineData(KeyOrder.Any, WhiteSpace.Any, 6)]
    public void FillMask_AnyShape_WalksEndInItAndEveryTextOfItIsAccepted(KeyOrder order, WhiteSpace white, int seed)
    {
        Random random = new(seed);
        int ended = 0;
        for (int round = 0; round < 100; round++)
        {
            LanguageSpace space = new(100_000, TestContext.Current.CancellationToken);
            ShapeReference reference = new(space);
            Shape shape = new RandomShapes(random, space, reference, finite: false).Next();
            CompiledGrammar grammar = Compile(shape, space, new GrammarOptions { KeyOrder = order, WhiteSpace = white });
            List<string> texts = reference.Texts(shape, 60);
            foreach (string text in texts)
            {
                if (order == KeyOrder.Declared && !IsInOrder(shape, ShapeReference.Parse(text), reference)) continue;
                GrammarMatcher matcher = grammar.CreateMatcher();
                string written = white == WhiteSpace.Spaced ? text : Respaced(text, white == WhiteSpace.Any ? random : null);
                int refused = Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(written));
                Assert.True(refused < 0 && matcher.IsAccepting, $"{Describe(texts)}\nrefused: {written} at {refused}");
                Assert.True(Reference.AcceptLongest(grammar.CreateMatcher(), Encoding.UTF8.GetBytes(written)));
            }
            for (int i = 0; i < 5; i++)
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                Walk(matcher, random, texts, compare: i == 0);
                if (!matcher.IsEnded) continue;
                ended++;
                JsonElement value = ShapeReference.Parse(Encoding.UTF8.GetString(matcher.Text));
                Assert.True(reference.Contains(shape, value), $"{Describe(texts)}\nwritten: {Encoding.UTF8.GetString(matcher.Text)}");
            }
        }
        Assert.InRange(ended, 450, 500);
    }

    /// <summary>Any allowed token; now and then one that closes something. On the way: the mask is what is accepted, and going back and copying change nothing.</summary>
    private static void Walk(GrammarMatcher matcher, Random random, List<string> texts, bool compare)
    {
        List<int> closing = [], tokens = [];
        while (!matcher.IsEnded)
        {
            SortedSet<int> allowed = Reference.Mask(matcher);
            Assert.True(allowed.Count > 0, $"{Describe(texts)}\na dead end after {Encoding.UTF8.GetString(matcher.Text)}");
            if (compare && matcher.TokenCount < 40)
            {
                SortedSet<int> accepted = Reference.Allowed(matcher);
                Assert.True(accepted.SetEquals(allowed), $"{Describe(texts)}\nafter {Encoding.UTF8.GetString(matcher.Text)}\nmissing {Show(accepted.Except(allowed))}\ntoo many {Show(allowed.Except(accepted))}");
                Assert.Equal(allowed, Reference.Mask(matcher.Clone()));
            }
            closing.Clear();
            closing.AddRange(allowed.Where(id => id is '"' or '}' or ']' || id >= Vocabularies.SmallEnd));
            if (closing.Count == 0) closing.AddRange(allowed.Where(id => id is 'a' or 'b')); // some strings may end only after these
            bool close = closing.Count > 0 && (matcher.Length > 60 ? random.Next(10) > 0 : random.Next(4) == 0);
            int[] all = [.. allowed];
            tokens.Add(close ? closing[random.Next(closing.Count)] : all[random.Next(all.Length)]);
            Assert.True(matcher.TryAccept(tokens[^1]), $"{Describe(texts)}\nafter {Encoding.UTF8.GetString(matcher.Text)} in the mask and refused: {Show(tokens[^1..])}");
            if (matcher.Length > 600) return; // in any order a required name among free ones is seldom met
            if (random.Next(10) == 0 && matcher.TokenCount > 2 && !matcher.IsEnded)
            {
                SortedSet<int> here = Reference.Mask(matcher);
                int back = random.Next(1, 3);
                matcher.Rollback(back);
                foreach (int id in tokens[^back..]) Assert.True(matcher.TryAccept(id));
                Assert.Equal(here, Reference.Mask(matcher));
            }
        }
    }

    /// <summary>The same value with other white space between its tokens.</summary>
    private static string Respaced(string text, Random? random)
    {
        StringBuilder written = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (!quoted && c == ' ') continue;
            if (c == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
            bool joint = !quoted && c is '{' or '}' or '[' or ']' or ',' or ':';
            if (joint && random is not null) written.Append(' ', random.Next(3));
            written.Append(c);
            if (joint && random is not null) written.Append("\n\t"[..random.Next(3)]);
        }
        return written.ToString();
    }

    /// <summary>Whether some reading of a value has every object's members in the order of its shape, free ones last.</summary>
    private static bool IsInOrder(Shape shape, JsonElement value, ShapeReference reference)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return shape.Objects.Any(o => reference.Contains(new Shape { Objects = [o] }, value) && IsInOrder(o, value, reference));
        if (value.ValueKind != JsonValueKind.Array) return true;
        JsonElement[] items = [.. value.EnumerateArray()];
        return shape.Arrays.Any(a => reference.Contains(new Shape { Arrays = [a] }, value)
            && items.Select((v, i) => (i < a.Prefix.Count ? a.Prefix[i] : a.Items).Any(w => reference.Contains(w.Value, v) && IsInOrder(w.Value, v, reference))).All(b => b));
    }

    private static bool IsInOrder(ObjectShape shape, JsonElement value, ShapeReference reference)
    {
        int last = -1;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            int place = shape.Members.ToList().FindIndex(m => m.Name == member.Name);
            IReadOnlyList<CountedShape> ways = place >= 0 ? shape.Members[place].Values : [.. shape.Free.SelectMany(f => f.Values)];
            if (place < 0) place = shape.Members.Count;
            if (place < last || !ways.Any(w => reference.Contains(w.Value, member.Value) && IsInOrder(w.Value, member.Value, reference))) return false;
            last = place;
        }
        return true;
    }

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Describe(List<string> texts) => $"{texts.Count} texts: {string.Join("   ", texts.Take(40))}";

    private static string Show(IEnumerable<int> ids) => string.Join(' ', ids.Select(id => $"'{Encoding.UTF8.GetString(Vocabularies.BytesOf(Vocabularies.Small, id))}'"));
}
