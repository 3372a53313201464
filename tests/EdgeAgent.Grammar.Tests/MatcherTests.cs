using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

public class MatcherTests
{
    private static CompiledGrammar Compile(string schema, GrammarOptions? options = null, GrammarVocabulary? vocabulary = null) =>
        GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary ?? Vocabularies.Small, options, TestContext.Current.CancellationToken);

    [Fact]
    public void Rollback_AnyNumberOfTokens_IsAsIfTheyHadNotBeen()
    {
        CompiledGrammar grammar = Compile("""{"type": "object", "properties": {"a": {}, "b": {"type": "array", "items": {"type": "string", "maxLength": 5}}}}""");
        Random random = new(7);
        for (int round = 0; round < 50; round++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            List<SortedSet<int>> masks = [Reference.Mask(matcher)];
            List<string> regions = [string.Join(' ', matcher.Regions.ToArray())];
            while (matcher.TokenCount < 30 && !matcher.IsEnded)
            {
                int[] allowed = [.. masks[^1]];
                Assert.True(matcher.TryAccept(allowed[random.Next(allowed.Length)]));
                masks.Add(Reference.Mask(matcher));
                regions.Add(string.Join(' ', matcher.Regions.ToArray()));
            }
            while (matcher.TokenCount > 0)
            {
                matcher.Rollback(random.Next(1, Math.Min(4, matcher.TokenCount) + 1));
                Assert.Equal(masks[matcher.TokenCount], Reference.Mask(matcher));
                Assert.Equal(regions[matcher.TokenCount], string.Join(' ', matcher.Regions.ToArray()));
            }
        }
    }

    [Fact]
    public void Clone_GoesItsOwnWay()
    {
        GrammarMatcher matcher = Compile("""{"type": "array", "items": {"type": "integer"}}""").CreateMatcher();
        Reference.AcceptBytes(matcher, "[1, 2"u8);
        SortedSet<int> mask = Reference.Mask(matcher);
        GrammarMatcher clone = matcher.Clone();
        Assert.Equal(mask, Reference.Mask(clone));
        Reference.AcceptBytes(clone, "3]"u8);
        Assert.Equal(mask, Reference.Mask(matcher));
        Assert.True(clone.IsAccepting);
        clone.Rollback(7);
        Assert.Equal(0, clone.Length);
        Assert.Equal("[1, 2", Encoding.UTF8.GetString(matcher.Text));
    }

    [Fact]
    public void TryAccept_WhatIsNotAllowed_ChangesNothing()
    {
        GrammarMatcher matcher = Compile("""{"const": "ab"}""").CreateMatcher();
        foreach (int id in (int[])[-1, 100_000, 'x', Vocabularies.SmallSpecial, Vocabularies.SmallEnd, int.MinValue]) Assert.False(matcher.TryAccept(id));
        Assert.Equal(0, matcher.TokenCount);
        Assert.True(Reference.AcceptLongest(matcher, "\"ab\""u8));
    }

    [Fact]
    public void FillMask_StringAtMaxLength_AllowsOnlyTheClosingQuote()
    {
        GrammarMatcher matcher = Compile("""{"type": "string", "maxLength": 3}""").CreateMatcher();
        Reference.AcceptBytes(matcher, "\"è😀a"u8);
        Assert.Equal([(int)'"'], Reference.Mask(matcher));
    }

    [Fact]
    public void AllowedCount_AfterRollbackAndAnotherToken_IsCountedAnew()
    {
        GrammarMatcher matcher = Compile("""{"enum": ["a", "bc", "xd", "yd", 1]}""").CreateMatcher();
        Assert.True(matcher.TryAccept('"'));
        int inString = matcher.AllowedCount;
        matcher.Rollback(1);
        Assert.True(matcher.TryAccept('1'));
        Assert.NotEqual(inString, matcher.AllowedCount);
        Assert.Equal(2, matcher.AllowedCount); // the end tokens
    }

    [Fact]
    public void FillMask_TooFewWords_Throws() =>
        Assert.Throws<ArgumentException>(() => Compile("{}").CreateMatcher().FillMask(new ulong[1]));

    [Fact]
    public void ApplyTo_ForbiddenAndPadding_BecomeMinusInfinity()
    {
        GrammarMatcher matcher = Compile("""{"type": "boolean"}""").CreateMatcher();
        ulong[] words = new ulong[Vocabularies.Small.WordCount + 3];
        Array.Fill(words, ulong.MaxValue);
        TokenMask mask = matcher.FillMask(words);
        float[] logits = new float[Vocabularies.Small.Size + 37];
        mask.ApplyTo(logits);
        for (int i = 0; i < logits.Length; i++) Assert.Equal(mask.Contains(i) ? 0 : float.NegativeInfinity, logits[i]);
        Assert.False(mask.Contains(-1));
        Assert.Equal(4, matcher.AllowedCount); // t, true, f, false
        Assert.Throws<ArgumentException>(() => matcher.FillMask(words).ApplyTo(new float[3]));
    }

    [Fact]
    public void Depth_AtTheLimit_OpensNothingMoreAndCanStillEnd()
    {
        CompiledGrammar grammar = Compile("{}", new GrammarOptions { MaxDepth = 3 });
        GrammarMatcher matcher = grammar.CreateMatcher();
        Assert.Equal(3, Reference.AcceptBytes(matcher, "[[[["u8));
        SortedSet<int> mask = Reference.Mask(matcher);
        Assert.DoesNotContain('{', mask);
        Assert.Contains('1', mask);
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "1, \"\"]]]"u8));
        Assert.True(matcher.IsAccepting);
    }

    /// <summary>One member must have both an <c>a</c> and a <c>b</c> in its name, and then needs three levels: two counts that each alone need one.</summary>
    [Fact]
    public void Depth_CountsThatOneMemberMustMeet_NeverLeadIntoADeadEnd()
    {
        CompiledGrammar grammar = Compile("""
            {"$ref": "#/$defs/tree", "$defs": {
                "tree": {"type": "object", "properties": {"next": {"$ref": "#/$defs/tree"}, "leaf": {"$ref": "#/$defs/leaf"}}, "additionalProperties": false},
                "leaf": {"type": "object", "maxProperties": 1, "propertyNames": {"maxLength": 3},
                    "allOf": [{"not": {"propertyNames": {"not": {"pattern": "a"}}}}, {"not": {"propertyNames": {"not": {"pattern": "b"}}}}],
                    "patternProperties": {"a.*b|b.*a": {"type": "object", "required": ["deep"], "properties": {"deep": {"type": "object", "maxProperties": 0}}}}}}}
            """, new GrammarOptions { MaxDepth = 6 });
        Random random = new(3);
        int leaves = 0;
        for (int round = 0; round < 300; round++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            while (!matcher.IsEnded)
            {
                int[] allowed = [.. Reference.Mask(matcher)];
                Assert.True(allowed.Length > 0, Encoding.UTF8.GetString(matcher.Text));
                Assert.True(matcher.TryAccept(allowed[random.Next(allowed.Length)]));
            }
            if (Encoding.UTF8.GetString(matcher.Text).Contains("leaf", StringComparison.Ordinal)) leaves++;
        }
        Assert.InRange(leaves, 20, 300);
    }

    [Fact]
    public void Compile_NoValueFitsIntoTheDepth_SaysSo()
    {
        const string Deep = """{"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "minItems": 1, "items": {"type": "array"}}}}""";
        Assert.Equal(-1, Reference.AcceptBytes(Compile(Deep, new GrammarOptions { MaxDepth = 3 }).CreateMatcher(), "{\"a\": [[]]}"u8));
        GrammarException refused = Assert.Throws<GrammarException>(() => Compile(Deep, new GrammarOptions { MaxDepth = 2 }));
        Assert.Equal("EA1102", refused.Code);
        Assert.Contains("2 levels", refused.What, StringComparison.Ordinal);
        Assert.Contains("MaxDepth", refused.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_RecursiveSchemaWithRequiredMembers_NeverLeadsIntoADeadEnd()
    {
        CompiledGrammar grammar = Compile(
            """{"$defs": {"n": {"type": "object", "properties": {"x": {"$ref": "#/$defs/n"}, "y": {"type": "array", "items": {"$ref": "#/$defs/n"}}, "z": {"type": "object", "properties": {"w": {"type": "array"}}, "required": ["w"]}}, "required": ["z"]}}, "$ref": "#/$defs/n"}""",
            new GrammarOptions { MaxDepth = 6 });
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            // Prefer what goes deeper; then the limit is met at every level.
            GrammarMatcher matcher = grammar.CreateMatcher();
            while (!matcher.IsAccepting)
            {
                SortedSet<int> mask = Reference.Mask(matcher);
                Assert.NotEmpty(mask);
                int[] prefer = [.. mask.Where(id => matcher.Length < 400 ? id is '{' or '[' or ',' or '"' : id is '}' or ']' or '"' or 'z')];
                int[] from = prefer.Length > 0 && random.Next(4) > 0 ? prefer : [.. mask];
                Assert.True(matcher.TryAccept(from[random.Next(from.Length)]));
                Assert.True(matcher.Length < 4000);
            }
            JsonDocument.Parse(matcher.Text.ToArray(), new JsonDocumentOptions { MaxDepth = 6 }).Dispose();
        }
    }

    [Fact]
    public void FillMask_SteadyState_AllocatesNothing()
    {
        CompiledGrammar grammar = Compile("""{"type": "object", "properties": {"s": {"type": "string", "maxLength": 40}, "o": {}, "l": {"type": "array", "items": {"type": ["number", "string"]}}}, "required": ["s"]}""");
        byte[] text = Encoding.UTF8.GetBytes("""{"s": "Perché no? 😀", "o": {"a": [1, {"b": "c"}]}, "l": [1.5, "x", -3]}""");
        ulong[] words = new ulong[Vocabularies.Small.WordCount];
        GrammarMatcher matcher = grammar.CreateMatcher();
        Run();
        matcher.Rollback(matcher.TokenCount);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (byte b in text)
            {
                matcher.FillMask(words);
                _ = matcher.AllowedCount + matcher.SettledLength;
                _ = matcher.ForcedTokens();
                matcher.TryAccept(b);
            }
        }
    }

    [Fact]
    public async Task CompiledGrammar_ManyThreads_GiveTheSameMasks()
    {
        CompiledGrammar grammar = Compile("""{"type": "object", "properties": {"s": {"type": "string"}, "n": {"type": "number"}}}""");
        byte[] text = Encoding.UTF8.GetBytes("""{"s": "aèb", "n": 1.5}""");
        Task<int[]>[] runs = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            return text.Select(b => (matcher.AllowedCount, matcher.TryAccept(b)).AllowedCount).ToArray();
        }))];
        int[][] counts = await Task.WhenAll(runs);
        Assert.All(counts, c => Assert.Equal(counts[0], c));
    }
}
