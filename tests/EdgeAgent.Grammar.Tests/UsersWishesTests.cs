using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Tests.Keywords;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

/// <summary>What users of such engines asked for, by the numbers of that list. U5 and U7 have theirs in <see cref="ToolGrammarTests"/>, U9's suite is in
/// <see cref="Normalization.OfficialSuiteMatcherTests"/>. Times are printed and judged by the bench: they depend on the machine.</summary>
public class UsersWishesTests(ITestOutputHelper output)
{
    private static readonly string[] BadLeaves =
    [
        """pattern|{"type": "string", "pattern": "(a)\\1"}""",
        """pattern|{"type": "string", "pattern": "[b-a]"}""",
        """pattern|{"type": "string", "pattern": "a{2,1}"}""",
        """pattern|{"type": "string", "pattern": "\\p{Nothing}"}""",
        """pattern|{"type": "string", "pattern": "(?<n>a)\\k<n>"}""",
        """multipleOf|{"type": "integer", "multipleOf": 1234567}""",
        """minimum|{"type": "number", "minimum": 1e700000000}""",
        """exclusiveMaximum|{"type": "number", "exclusiveMaximum": -1e700000000}""",
        """patternProperties|{"type": "object", "patternProperties": {"*": true}}""",
        """unevaluatedItems|{"type": "array", "contains": {"type": "string"}, "unevaluatedItems": false}""",
    ];

    private static readonly string[] Places =
    [
        """#/properties/a~1b|{"type": "object", "properties": {"a/b": LEAF}}""",
        """#/properties/list/items|{"type": "object", "properties": {"list": {"type": "array", "items": LEAF}}}""",
        """#/properties/x/anyOf/1|{"type": "object", "properties": {"x": {"anyOf": [{"type": "boolean"}, LEAF]}}}""",
        """#/$defs/d|{"type": "object", "$defs": {"d": LEAF}, "properties": {"x": {"$ref": "#/$defs/d"}}}""",
    ];

    private static SchemaDocument Parse(string json) => SchemaDocument.Parse(json);

    private static CompiledGrammar Compile(ToolSet tools, GrammarVocabulary? vocabulary = null, ToolGrammarOptions? options = null) =>
        GrammarCompiler.Compile(tools, vocabulary ?? Vocabularies.Small, options, TestContext.Current.CancellationToken);

    [Fact]
    public void U9_UnsupportedKeyword_InOneOfTwentyTools_RefusesTheSet()
    {
        ToolDefinition[] tools = [.. Enumerable.Range(0, 20).Select(i => new ToolDefinition($"tool_{i}", Parse(i == 13
            ? """{"type": "object", "properties": {"x": {"type": "string", "pattern": "(a)\\1"}}}""" : """{"type": "object"}""")))];
        // Also where that tool is not even to be called.
        foreach (ToolChoice choice in (ToolChoice[])[ToolChoice.Auto, ToolChoice.None, ToolChoice.Required, ToolChoice.Named("tool_2")])
            Assert.Equal("EA1101", Assert.Throws<GrammarException>(() => Compile(new ToolSet(tools), options: new ToolGrammarOptions { Choice = choice })).Code);
    }

    [Fact]
    public void U9_Report_ListsWhatItLeavesOut()
    {
        foreach (JsonElement row in KeywordData.Keywords)
        {
            foreach (JsonElement refused in KeywordData.RowsOf(row, "refused"))
            {
                if (refused.TryGetProperty("code", out _)) continue; // no keyword is left out there
                SchemaDocument schema = SchemaDocument.Parse(refused.GetProperty("schema"));
                CompiledGrammar loose = GrammarCompiler.Compile(schema, Vocabularies.Small, new GrammarOptions { Unsupported = UnsupportedKeywords.Report }, TestContext.Current.CancellationToken);
                Assert.Contains(loose.Remarks, r => r.Restricts && r.Keyword == row.GetProperty("keyword").GetString() && r.Reason.Length > 0);
            }
        }
    }

    [Fact]
    public void U10_FortyBadSchemas_NameToolPointerKeywordReasonAndRemedy()
    {
        int count = 0;
        foreach (string[] leaf in BadLeaves.Select(l => l.Split('|', 2)))
        {
            foreach (string[] place in Places.Select(p => p.Split('|', 2)))
            {
                ToolSet tools = new([new ToolDefinition("fine", Parse("""{"type": "object"}""")), new ToolDefinition("wrong_one", Parse(place[1].Replace("LEAF", leaf[1], StringComparison.Ordinal)))]);
                GrammarException e = Assert.Throws<GrammarException>(() => Compile(tools));
                Assert.Equal(("EA1101", $"tool wrong_one, {place[0]}/{leaf[0]}"), (e.Code, e.Where));
                Assert.StartsWith($"'{leaf[0]}' cannot be enforced while decoding: ", e.What, StringComparison.Ordinal);
                Assert.True(e.What.Length > $"'{leaf[0]}' cannot be enforced while decoding: ".Length + 10 && e.Fix.Length > 10);
                foreach (string part in (string[])[e.What, e.Where, e.Fix]) Assert.Contains(part, e.Message, StringComparison.Ordinal);
                count++;
            }
        }
        Assert.Equal(40, count);
    }

    [Fact]
    public void U10_DescriptionsWithControlCharacters_AreAccepted()
    {
        ToolSet tools = new([new ToolDefinition("note", Parse("{\"type\": \"object\", \"description\": \"one\\ntwo\\u0000\\u001f\\ttab\", \"properties\": {\"a\\nb\": {\"type\": \"string\", \"title\": \"\\r\"}}, \"required\": [\"a\\nb\"]}"))]);
        GrammarMatcher matcher = Compile(tools).CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "<tool_call>\n{\"name\": \"note\", \"arguments\": {\"a\\nb\": \"\"}}\n</tool_call>"u8));
    }

    private static ToolSet BigTools() => new(Enumerable.Range(0, 200).Select(i => new ToolDefinition($"tool_number_{i}", Parse($$$"""
        {"type": "object", "$defs": {"tree": {"type": "object", "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/tree"} } } } },
        "properties": {"text_{{{i}}}": {"type": "string", "description": "{{{new string('x', 650)}}}", "maxLength": 100000}, "mail": {"type": "string", "pattern": "@.+\\."},
        "where": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer", "minimum": 0}, "kind": {"enum": ["a", "b", "c"]} } } }, "tree": {"$ref": "#/$defs/tree"},
        "size": {"type": "number", "minimum": -90, "maximum": 90}, "note": {"type": "string", "minLength": 1, "maxLength": 2000} }, "required": ["text_{{{i}}}", "mail"]}
        """))));

    [Fact]
    public void U11_TwoHundredToolsOfAQuarterMegabyte_CompileInBoundedMemory()
    {
        ToolSet tools = BigTools();
        Assert.InRange(tools.Sum(t => JsonSerializer.Serialize(t.Parameters.Root.Json).Length), 240_000, 400_000);
        Compile(tools);
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        CompiledGrammar grammar = Compile(tools);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"200 tools: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms, {allocated / 1e6:F1} MB allocated, {grammar.StateCount:N0} states");
        Assert.InRange(allocated, 0, 64_000_000);
        GrammarMatcher matcher = grammar.CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "<tool_call>\n{\"name\": \"tool_number_199\", \"arguments\": {\"text_199\": \"x\", \"mail\": \"a@b.c\", \"tree\": {\"children\": [{\"name\": \"\"}]}}}\n</tool_call>"u8));
        Assert.True(matcher.IsAccepting);
    }

    [Theory]
    [InlineData("""{"type": "string", "maxLength": 100000}""", "\"x\"")]
    [InlineData("""{"type": "string", "minLength": 2000, "maxLength": 100000}""", null)]
    [InlineData("""{"$defs": {"n": {"type": "object", "properties": {"next": {"$ref": "#/$defs/n"}}}}, "$ref": "#/$defs/n"}""", "{\"next\": {\"next\": {}}}")]
    [InlineData("""{"type": "string", "pattern": "b+c"}""", "\"abcd\"")]
    [InlineData("""{"type": "object", "$defs": {"i": {"type": "integer"}}, "properties": {"l": {"type": "array", "items": {"$ref": "#/$defs/i"}}}}""", "{\"l\": [1, 2]}")]
    public void U11_LargeLengthsRecursionAndUnanchoredPatterns_AreAccepted(string schema, string? text)
    {
        long start = Stopwatch.GetTimestamp();
        GrammarMatcher matcher = GrammarCompiler.Compile(Parse(schema), Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
        Assert.Equal(-1, Reference.AcceptBytes(matcher, Encoding.UTF8.GetBytes(text ?? $"\"{new string('x', 2000)}\"")));
        Assert.True(matcher.IsAccepting);
    }

    [Fact]
    public void U12_Llama3Vocabulary_AllocatesNothingAndForcedTokensSkipTheModel()
    {
        GrammarVocabulary vocabulary = Vocabularies.Of("llama3");
        GrammarMatcher matcher = Compile(BigTools(), vocabulary, new ToolGrammarOptions { Choice = ToolChoice.Required }).CreateMatcher();
        byte[] call = Encoding.UTF8.GetBytes("<tool_call>\n{\"name\": \"tool_number_57\", \"arguments\": {\"text_57\": \"Perché no? 😀\", \"mail\": \"ada@example.org\", \"where\": [{\"id\": 12, \"kind\": \"b\"}], \"size\": 2.5}}\n</tool_call>");
        ulong[] words = new ulong[vocabulary.WordCount];
        List<double> times = new(4000);
        (int tokens, int forced, long allocated) = (0, 0, 0);
        for (int round = 0; round < 30; round++)
        {
            matcher.Rollback(matcher.TokenCount);
            times.Clear();
            (tokens, forced) = (0, 0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (matcher.Length < call.Length)
            {
                ReadOnlySpan<int> run = matcher.ForcedTokens();
                int skipped = 0;
                for (; skipped < run.Length && call.AsSpan(matcher.Length).StartsWith(vocabulary.Trie.BytesOf(run[skipped])); skipped++)
                    if (!matcher.TryAccept(run[skipped])) throw new InvalidOperationException("A forced token is refused.");
                (tokens, forced) = (tokens + skipped, forced + skipped);
                if (skipped > 0) continue;
                long start = Stopwatch.GetTimestamp();
                TokenMask mask = matcher.FillMask(words);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                int next = Longest(vocabulary, mask, call.AsSpan(matcher.Length));
                if (!matcher.TryAccept(next)) throw new InvalidOperationException($"Refused after {Encoding.UTF8.GetString(matcher.Text)}");
                tokens++;
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        times.Sort();
        output.WriteLine($"{times.Count} masks: mean {times.Average():F1} µs, p50 {times[times.Count / 2]:F1}, max {times[^1]:F1}; {forced} of {tokens} tokens forced");
        Assert.True(matcher.IsAccepting);
        Assert.Equal(0, allocated);
        Assert.InRange(forced, tokens / 4, tokens);
    }

    [Fact]
    public void U13_Document_EndsWhereItIsCompleteAndNowhereElse()
    {
        const string Text = "{\"a\": [1, \"x\"], \"b\": -2.5}";
        GrammarMatcher matcher = GrammarCompiler.Compile(Parse("""{"type": "object", "properties": {"a": {"type": "array"}, "b": {"type": "number"}}, "required": ["a", "b"]}"""),
            Vocabularies.Small, null, TestContext.Current.CancellationToken).CreateMatcher();
        for (int i = 0; i <= Text.Length; i++)
        {
            SortedSet<int> mask = Reference.Mask(matcher);
            Assert.Equal(i == Text.Length, mask.Contains(Vocabularies.SmallEnd));
            Assert.DoesNotContain(Vocabularies.SmallSpecial, mask);
            Assert.False(matcher.TryAccept(Vocabularies.SmallSpecial));
            if (i < Text.Length) Assert.True(!matcher.TryAccept(Vocabularies.SmallEnd) && matcher.TryAccept(Text[i]));
        }
        Assert.True(matcher.TryAccept(Vocabularies.SmallEnd) && matcher.IsEnded);
    }

    private static int Longest(GrammarVocabulary vocabulary, TokenMask mask, ReadOnlySpan<byte> text)
    {
        int best = -1;
        for (int node = 0, i = 0; i < text.Length && (node = vocabulary.Trie.Child(node, text[i])) >= 0; i++)
            if (vocabulary.Trie.Nodes[node].Token is >= 0 and int token && mask.Contains(token)) best = token;
        return best;
    }
}
