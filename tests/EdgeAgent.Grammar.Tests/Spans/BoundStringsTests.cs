using System.Diagnostics;
using System.Text;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Spans;

/// <summary>Strings bound to texts, against lists of every document that there is.</summary>
public class BoundStringsTests(ITestOutputHelper output)
{
    private static readonly GrammarOptions Require = new() { Spans = SpanBinding.Require };
    private static readonly GrammarOptions Prefer = new() { Spans = SpanBinding.Prefer };

    private static CompiledGrammar Compile(string schema, GrammarOptions options, GrammarVocabulary? vocabulary = null) =>
        GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary ?? Vocabularies.Small, options, TestContext.Current.CancellationToken);

    private static bool Allows(CompiledGrammar grammar, ConversationSpans? spans, string text)
    {
        GrammarMatcher matcher = grammar.CreateMatcher(spans);
        return Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text)) < 0 && matcher.IsAccepting;
    }

    /// <summary>Every document is listed; a token is allowed where one goes on so.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FillMask_RequiredSpans_AllowsWhatSomeDocumentHas(bool unique)
    {
        Random random = new(unique ? 21 : 20);
        int compared = 0;
        for (int round = 0; round < 120; round++)
        {
            (int min, int max) = (random.Next(4), random.Next(1, 9));
            if (random.Next(3) == 0) (min, max) = (0, 1000);
            string[] texts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => SpanPieces.Random(random, random.Next(1, 12)))];
            HashSet<string> spans = SpanPieces.Escaped(texts, min, max);
            if (spans.Count < 2) continue;
            HashSet<string> documents = ["[]", .. spans.Select(s => $"[\"{s}\"]"), .. spans.SelectMany(s => spans.Where(t => !unique || t != s).Select(t => $"[\"{s}\", \"{t}\"]"))];
            HashSet<string> prefixes = [.. documents.SelectMany(d => Enumerable.Range(0, d.Length + 1).Select(i => d[..i]))];
            string bounds = max == 1000 ? "" : $", \"minLength\": {min}, \"maxLength\": {max}";
            CompiledGrammar grammar = Compile($$$"""{"type": "array", "maxItems": 2, "uniqueItems": {{{(unique ? "true" : "false")}}}, "items": {"type": "string"{{{bounds}}}}}""", Require);
            GrammarMatcher matcher = grammar.CreateMatcher(new ConversationSpans(texts));
            for (int walk = 0; walk < 4; walk++)
            {
                matcher.Rollback(random.Next(matcher.TokenCount + 1));
                if (matcher.IsEnded) matcher.Rollback(1);
                while (!matcher.IsEnded)
                {
                    SortedSet<int> mask = Reference.Mask(matcher);
                    string text = Encoding.Latin1.GetString(matcher.Text);
                    SortedSet<int> expected = Expected(text, documents, prefixes);
                    Assert.True(expected.SetEquals(mask), $"after {text} of {string.Join('|', texts)}, {min} to {max}: missing {Tokens(expected.Except(mask))}, too many {Tokens(mask.Except(expected))}");
                    compared++;
                    ReadOnlySpan<int> forced = matcher.ForcedTokens();
                    if (forced.Length > 0) Assert.Contains(forced[0], mask);
                    Assert.True(matcher.TryAccept(mask.ElementAt(random.Next(mask.Count))));
                }
            }
        }
        Assert.InRange(compared, 1000, int.MaxValue);
    }

    private static string Tokens(IEnumerable<int> ids) => string.Join(' ', ids.Select(id => Encoding.Latin1.GetString(Vocabularies.BytesOf(Vocabularies.Small, id))));

    private static SortedSet<int> Expected(string text, HashSet<string> documents, HashSet<string> prefixes)
    {
        SortedSet<int> expected = [];
        for (int id = 0; id < Vocabularies.Small.Size; id++)
        {
            string token = Encoding.Latin1.GetString(Vocabularies.BytesOf(Vocabularies.Small, id));
            if (id >= Vocabularies.SmallEnd ? documents.Contains(text) : token.Length > 0 && prefixes.Contains(text + token)) expected.Add(id);
        }
        return expected;
    }

    /// <summary>The mask is that of free strings; preferred are those tokens of it that keep the string a span.</summary>
    [Fact]
    public void FillPreferred_AtEveryPlace_IsWhatCopies()
    {
        Random random = new(5);
        int found = 0;
        for (int round = 0; round < 120; round++)
        {
            (int min, int max) = random.Next(2) == 0 ? (0, 1000) : (random.Next(3), random.Next(3, 7));
            string[] texts = [.. Enumerable.Range(0, 2).Select(_ => SpanPieces.Random(random, random.Next(1, 12)))];
            HashSet<string> spans = SpanPieces.Escaped(texts, min, max);
            HashSet<string> starts = [.. spans.SelectMany(s => Enumerable.Range(0, s.Length + 1).Select(i => s[..i]))];
            string schema = $$$"""{"type": "array", "maxItems": 2, "uniqueItems": {{{(round % 3 == 0 ? "true" : "false")}}}, "items": {"type": ["string", "null"], "minLength": {{{min}}}, "maxLength": {{{max}}}}}""";
            GrammarMatcher matcher = Compile(schema, Prefer).CreateMatcher(new ConversationSpans(texts));
            GrammarMatcher free = Compile(schema, new GrammarOptions()).CreateMatcher();
            ulong[] words = new ulong[Vocabularies.Small.WordCount];
            while (!matcher.IsEnded && matcher.Length < 60)
            {
                SortedSet<int> mask = Reference.Mask(matcher);
                Assert.Equal(Reference.Mask(free), mask);
                TokenMask copies = matcher.FillPreferred(words);
                string text = Encoding.Latin1.GetString(matcher.Text);
                foreach (int id in Enumerable.Range(0, Vocabularies.Small.Size))
                    Assert.True((mask.Contains(id) && Keeps(text, id, spans, starts, round % 3 == 0)) == copies.Contains(id), $"{Tokens([id])} after {text} of {string.Join('|', texts)}");
                List<int> preferred = [];
                foreach (int id in mask)
                    if (copies.Contains(id)) preferred.Add(id);
                found += preferred.Count;
                int next = preferred.Count > 0 && random.Next(8) > 0 ? preferred[random.Next(preferred.Count)] : mask.ElementAt(random.Next(mask.Count));
                Assert.True(matcher.TryAccept(next) && free.TryAccept(next));
                if (random.Next(10) == 0) matcher = matcher.Clone();
            }
        }
        Assert.InRange(found, 500, int.MaxValue);
    }

    private static bool Keeps(string text, int id, HashSet<string> spans, HashSet<string> starts, bool unique)
    {
        string? contents = OpenString(text, out string? before);
        if (contents is null || id >= Vocabularies.SmallEnd) return false;
        if (unique && before is not null) spans = [.. spans.Where(s => s != before)];
        if (unique && before is not null) starts = [.. spans.SelectMany(s => Enumerable.Range(0, s.Length + 1).Select(i => s[..i]))];
        contents += Encoding.Latin1.GetString(Vocabularies.BytesOf(Vocabularies.Small, id));
        int end = 0;
        while (end < contents.Length && contents[end] != '"') end += contents[end] == '\\' ? 2 : 1;
        return end >= contents.Length ? starts.Contains(contents) : spans.Contains(contents[..end]);
    }

    /// <summary>What has been written of a string that is not closed, or null; and the string before it.</summary>
    private static string? OpenString(string text, out string? before)
    {
        (int start, before) = (-1, null);
        for (int i = 0; i < text.Length; i++)
        {
            if (start >= 0 && text[i] == '\\') i++;
            else if (text[i] == '"')
            {
                if (start >= 0) before = text[start..i];
                start = start < 0 ? i + 1 : -1;
            }
        }
        return start < 0 ? null : text[start..];
    }

    [Theory]
    [InlineData("""{"type": "string"}""", "Roma", "\"Roma\"", true)]
    [InlineData("""{"type": "string"}""", "Roma", "\"Milano\"", false)]
    [InlineData("""{"type": "string"}""", "  ", "\"Milano\"", true)]
    [InlineData("""{"type": "string", "minLength": 7}""", "Roma", "\"Milano Nord\"", true)]
    [InlineData("""{"type": "string", "minLength": 7}""", "Roma Nord", "\"Milano Nord\"", false)]
    [InlineData("""{"enum": ["Milano", 1]}""", "Roma", "\"Milano\"", true)]
    [InlineData("""{"type": "string", "pattern": "^M"}""", "Roma", "\"Milano\"", true)]
    [InlineData("""{"type": "string", "format": "date"}""", "Roma", "\"2026-11-21\"", true)]
    [InlineData("""{"type": "object"}""", "Roma", "{\"any\": \"Roma\"}", true)]
    [InlineData("""{"type": "object"}""", "Roma", "{\"any\": \"Milano\"}", false)]
    [InlineData("""{"type": "array", "items": {"type": "string"}, "uniqueItems": true, "minItems": 2}""", "Roma", "[\"Roma\", \"Milano\"]", true)]
    [InlineData("""{"type": "array", "items": {"type": "string"}, "uniqueItems": true, "minItems": 2}""", "Roma e", "[\"Roma\", \"Milano\"]", false)]
    [InlineData("""{"anyOf": [{"type": "string", "maxLength": 2}, {"type": "string", "minLength": 9}]}""", "Roma ed io", "\"ed\"", true)]
    [InlineData("""{"anyOf": [{"type": "string", "maxLength": 2}, {"type": "string", "minLength": 9}]}""", "Roma ed io", "\"ed io\"", false)]
    public void Require_Schema_BindsWhatLengthsAloneRestrict(string schema, string said, string text, bool allowed) =>
        Assert.Equal(allowed, Allows(Compile(schema, Require), new ConversationSpans([said]), text));

    [Fact]
    public void CreateMatcher_WithoutTexts_IsAsOff()
    {
        Assert.True(Allows(Compile("""{"type": "string"}""", Require), null, "\"x y\""));
        GrammarMatcher matcher = Compile("""{"type": "string"}""", Prefer).CreateMatcher();
        Reference.AcceptBytes(matcher, "\"x"u8);
        ulong[] words = new ulong[Vocabularies.Small.WordCount];
        Array.Fill(words, ulong.MaxValue);
        matcher.FillPreferred(words);
        Assert.All(words, w => Assert.Equal(0UL, w));
        Assert.Throws<ArgumentException>(() => matcher.FillPreferred(new ulong[1]));
    }

    [Fact]
    public void ForcedTokens_OneSpanLeft_WritesItToTheEnd()
    {
        GrammarMatcher matcher = Compile("""{"type": "object", "properties": {"city": {"type": "string"}, "day": {"type": "integer"}}, "required": ["city", "day"]}""", Require)
            .CreateMatcher(new ConversationSpans(["Reggio"]));
        while (matcher.ForcedTokens() is { Length: > 0 } forced)
            foreach (int id in forced.ToArray()) Assert.True(matcher.TryAccept(id));
        Assert.Equal("{\"city\": \"Reggio\", \"day\":", Encoding.UTF8.GetString(matcher.Text).TrimEnd());
    }

    [Fact]
    public void SpansOf_SingleSchemas_AreBoundOtherwise()
    {
        const string Schema = """
            {"type": "object", "$defs": {"name": {"type": "string"}}, "properties": {"id": {"type": "string"}, "any": {}, "who": {"$ref": "#/$defs/name"}, "code": {"type": "string", "pattern": "^x"}},
             "required": ["id", "any", "who"]}
            """;
        List<string> asked = [];
        CompiledGrammar grammar = Compile(Schema, Require with
        {
            SpansOf = (tool, pointer) =>
            {
                Assert.Null(tool);
                asked.Add(pointer);
                return pointer is "#/properties/id" or "#/properties/any" ? SpanBinding.Off : pointer is "#/properties/code" ? SpanBinding.Prefer : null;
            },
        });
        ConversationSpans spans = new(["Anna"]);
        Assert.True(Allows(grammar, spans, "{\"id\": \"x7\", \"any\": \"y\", \"who\": \"Anna\"}"));
        Assert.False(Allows(grammar, spans, "{\"id\": \"x7\", \"any\": \"y\", \"who\": \"Luca\"}"));
        Assert.Contains("#/$defs/name", asked);
        GrammarRemark remark = Assert.Single(grammar.Remarks);
        Assert.Equal(("#/properties/code", "pattern", false), (remark.Pointer, remark.Keyword, remark.Restricts));
    }

    [Theory]
    [InlineData("#/properties/who", "#/$defs/name")]
    [InlineData("#/$defs/name", "#/properties/who")]
    public void SpansOf_SeveralSchemasOfOneValue_TheStrictestCounts(string free, string bound)
    {
        CompiledGrammar grammar = Compile("""{"type": "object", "$defs": {"name": {"type": "string"}}, "properties": {"who": {"$ref": "#/$defs/name"}}}""",
            new GrammarOptions { SpansOf = (_, pointer) => pointer == free ? SpanBinding.Off : pointer == bound ? SpanBinding.Require : null });
        Assert.True(Allows(grammar, new ConversationSpans(["Anna"]), "{\"who\": \"Anna\"}"));
        Assert.False(Allows(grammar, new ConversationSpans(["Anna"]), "{\"who\": \"Luca\"}"));
    }

    [Fact]
    public void Require_ToolArguments_AreBoundAndNamesAreNot()
    {
        ToolSet tools = new([new ToolDefinition("call", SchemaDocument.Parse("""{"type": "object", "properties": {"who": {"type": "string"}}, "required": ["who"]}"""))]);
        CompiledGrammar grammar = GrammarCompiler.Compile(tools, Vocabularies.Small, new ToolGrammarOptions { Arguments = Require }, TestContext.Current.CancellationToken);
        ConversationSpans spans = new(["chiama l'idraulico"]);
        Assert.True(Allows(grammar, spans, "Va bene. <tool_call>\n{\"name\": \"call\", \"arguments\": {\"who\": \"l'idraulico\"}}\n</tool_call>"));
        Assert.False(Allows(grammar, spans, "<tool_call>\n{\"name\": \"call\", \"arguments\": {\"who\": \"idraulica\"}}\n</tool_call>"));
    }

    [Fact]
    public void Require_VocabularyThatLacksLetters_LeavesOutWhatItCannotSpell()
    {
        byte[][] tokens = [.. Enumerable.Range(' ', 0x7F - ' ').Where(b => b != 'z').Select(b => new[] { (byte)b }), "az"u8.ToArray()];
        GrammarVocabulary vocabulary = new(tokens.Length, id => tokens[id], [], []);
        GrammarMatcher matcher = Compile("""{"type": "string"}""", Require, vocabulary).CreateMatcher(new ConversationSpans(["pizza pane è"]));
        Assert.True(matcher.TryAccept('"' - ' ') && matcher.TryAccept('p' - ' '));
        Assert.Equal([(int)('a' - ' ')], Reference.Mask(matcher));
    }

    [Theory]
    [InlineData("", "lW", "")] // a copy begins
    [InlineData("W", "a", "")]
    [InlineData("War", "s", "")]
    [InlineData("Warsaw", "", " \"")] // ends, or goes on after the word
    [InlineData("Warsaw ", "", "l")]
    [InlineData("l", "a", "'\"")] // of latte, or the article before the apostrophe
    [InlineData("lx", "", "")]
    public void ContinuesWord_TokensThatCopy_TellsThoseInsideAWord(string copied, string inside, string outside)
    {
        GrammarMatcher matcher = Compile("""{"type": "string"}""", Prefer).CreateMatcher(new ConversationSpans(["Warsaw latte", "l'alto", "Warsaw latte"]));
        Assert.True(Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes($"\"{copied}")) < 0);
        TokenMask preferred = matcher.FillPreferred(new ulong[Vocabularies.Small.WordCount]);
        for (int id = 0; id < Vocabularies.Small.Size; id++)
        {
            ReadOnlySpan<byte> bytes = Vocabularies.BytesOf(Vocabularies.Small, id);
            if (bytes.Length != 1 || !preferred.Contains(id)) continue;
            char token = (char)bytes[0];
            bool continues = copied.Length > 0 && inside.Contains(token, StringComparison.Ordinal);
            Assert.Equal(continues, matcher.ContinuesWord(id));
            if (copied.Length > 0) Assert.Contains(token, inside + outside);
        }
        foreach (char expected in copied.Length > 0 ? inside + outside : inside) Assert.True(preferred.Contains(Single(expected)), expected.ToString());
        Assert.False(matcher.ContinuesWord(-1));

        static int Single(char token) => Enumerable.Range(0, Vocabularies.Small.Size).First(id => Vocabularies.BytesOf(Vocabularies.Small, id) is [byte only] && only == token);
    }

    /// <summary>What it costs on a vocabulary of 128,000 tokens: printed, not judged; that nothing is allocated is asserted.</summary>
    [Theory]
    [InlineData(60, SpanBinding.Require)]
    [InlineData(60, SpanBinding.Prefer)]
    [InlineData(2000, SpanBinding.Require)]
    [InlineData(2000, SpanBinding.Prefer)]
    public void FillMask_Llama3Vocabulary_CostAndAllocation(int bytes, SpanBinding binding)
    {
        GrammarVocabulary vocabulary = Vocabularies.Of("llama3");
        Random random = new(1);
        StringBuilder said = new("Ricordami di chiamare l'idraulico domani alle otto e mezza");
        while (said.Length < bytes) said.Append(' ').Append(string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ => (char)('a' + random.Next(26)))));
        string text = said.ToString()[..Math.Min(bytes, said.Length)];
        CompiledGrammar plain = Compile("""{"type": "string"}""", Require, vocabulary);
        List<double> prepared = [];
        ConversationSpans spans = new([text]);
        long start;
        for (int i = 0; i < 50; i++)
        {
            start = Stopwatch.GetTimestamp();
            spans = new([text]);
            plain.CreateMatcher(spans);
            prepared.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        output.WriteLine($"{bytes} bytes: prepared, with a matcher, in {prepared.Order().ElementAt(25):F0} µs");
        CompiledGrammar grammar = Compile("""{"type": "object", "properties": {"what": {"type": "string", "maxLength": 100}, "who": {"type": "string"}}, "required": ["what", "who"]}""", new GrammarOptions { Spans = binding }, vocabulary);
        byte[] call = Encoding.UTF8.GetBytes("{\"what\": \"chiamare l'idraulico\", \"who\": \"idraulico domani alle\"}");
        ulong[] words = new ulong[vocabulary.WordCount];
        GrammarMatcher matcher = grammar.CreateMatcher(spans);
        List<double> masks = [], preferred = [];
        List<double>[] both = [masks, preferred];
        long allocated = 0;
        for (int round = 0; round < 30; round++)
        {
            matcher.Rollback(matcher.TokenCount);
            foreach (List<double> list in both) list.Clear();
            masks.EnsureCapacity(100);
            preferred.EnsureCapacity(100);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (byte b in call)
            {
                start = Stopwatch.GetTimestamp();
                bool allowed = matcher.FillMask(words).Contains(vocabulary.Trie.Nodes[vocabulary.Trie.Child(0, b)].Token);
                masks.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                start = Stopwatch.GetTimestamp();
                matcher.FillPreferred(words);
                preferred.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                if (!allowed || !matcher.TryAccept(vocabulary.Trie.Nodes[vocabulary.Trie.Child(0, b)].Token)) throw new InvalidOperationException(Encoding.UTF8.GetString(matcher.Text));
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        foreach (List<double> times in both)
        {
            times.Sort();
            output.WriteLine($"{binding}, {bytes} bytes, {(times == masks ? "FillMask" : "FillPreferred")}: mean {times.Average():F1} µs, p50 {times[times.Count / 2]:F1}, max {times[^1]:F1} over {times.Count}");
        }
        Assert.Equal(0, allocated);
    }
}
