using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

public class ToolCallSyntaxTests
{
    private static readonly ToolSet Tools = new(
    [
        new ToolDefinition("get", SchemaDocument.Parse("""{"type": "object", "properties": {"a": {"type": "string", "maxLength": 6}, "n": {"type": "integer"}}, "required": ["a"]}""")),
        new ToolDefinition("get_all", SchemaDocument.Parse("""{"type": "object", "properties": {}}""")),
        new ToolDefinition("set \"è\"", SchemaDocument.Parse("""{"type": "object", "properties": {"on": {"enum": [true, "a", null]}}}""")),
    ]);

    private static readonly ToolSet XmlTools = new(
    [
        Tools[0],
        Tools[1],
        new ToolDefinition("set \"è\"", SchemaDocument.Parse("""{"type": "object", "properties": {"on": {"enum": ["a", "b\nc"]}, "list": {"type": "array", "items": {"type": "string"}, "maxItems": 2}, "text": {"type": "string"}, "ok": {"type": ["boolean", "number"]}}, "required": ["list"]}""")),
    ]);

    private static ToolSet ToolsOf(string syntax) => IsJson(syntax) ? Tools : XmlTools;

    private static bool IsJson(string syntax) => syntax is not ("qwen3-coder" or "functiongemma");

    /// <summary>What ends a raw text of a syntax; null where arguments are JSON.</summary>
    private static string? RawEnd(string syntax) => syntax switch { "qwen3-coder" => "\n</parameter>\n", "functiongemma" => "<escape>", _ => null };

    private static readonly SchemaDocument Answer = SchemaDocument.Parse("""{"type": "object", "properties": {"name": {"type": "string", "maxLength": 5}, "ok": {"type": "boolean"}}, "required": ["name"]}""");

    /// <summary>Bytes, tokens across the joints, then the special tokens where asked for, then an end.</summary>
    private static GrammarVocabulary Make(bool specials)
    {
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        string[] joined = ["<tool", "_call>", "<tool_call>\n", "</tool_call>", "}\n</", "{\"", "\"}", "}}", "}]", "[TOOL", "_CALLS]", "_CALLS] [{\"", "CALLS] ", " [{\"name\": \"", "}, {\"", "]", "<|py", "thon_tag|>", "<|python_tag|>{\"na", "{\"name", "\": \"get", "get\", \"", "name", "text ", "è", "<escape>", ":<esc", "cape>,", "call:ge", "get{", "}<end", "a:<escape>"];
        tokens.AddRange(joined.Select(Encoding.UTF8.GetBytes));
        int first = tokens.Count;
        if (specials) tokens.AddRange(Specials.Select(Encoding.UTF8.GetBytes));
        int end = tokens.Count;
        tokens.Add("</s>"u8.ToArray());
        return new GrammarVocabulary(tokens.Count, id => tokens[id], Enumerable.Range(first, end - first), [end]);
    }

    private static readonly string[] Specials = ["<tool_call>", "</tool_call>", "[TOOL_CALLS]", "<|python_tag|>", "<start_function_call>", "<end_function_call>", "<|other|>"];

    private static readonly GrammarVocabulary Plain = Make(false), WithSpecials = Make(true);

    private static int End(GrammarVocabulary vocabulary) => vocabulary.Size - 1;

    private static int Special(string text) => WithSpecials.Size - 1 - Specials.Length + Array.IndexOf(Specials, text);

    private static ToolCallSyntax SyntaxOf(string name) => name switch { "hermes" => ToolCallSyntax.Hermes, "llama3" => ToolCallSyntax.Llama3, "qwen3-coder" => ToolCallSyntax.Qwen3Coder, "functiongemma" => ToolCallSyntax.FunctionGemma, _ => ToolCallSyntax.Mistral };

    private static ToolChoice ChoiceOf(string name) => name switch { "auto" => ToolChoice.Auto, "none" => ToolChoice.None, "required" => ToolChoice.Required, _ => ToolChoice.Named("get_all") };

    private static CompiledGrammar Compile(string syntax, string choice, bool parallel = true, bool specials = false, SchemaDocument? answer = null) =>
        GrammarCompiler.Compile(ToolsOf(syntax), specials ? WithSpecials : Plain,
            new ToolGrammarOptions { Syntax = SyntaxOf(syntax), Choice = ChoiceOf(choice), AllowParallelCalls = parallel, MaxCalls = 3, Answer = answer }, TestContext.Current.CancellationToken);

    /// <summary>How a special token is written for a reader: as a private character, which no walk writes.</summary>
    private static string Mark(string special) => ((char)(0xE000 + Array.IndexOf(Specials, special))).ToString();

    /// <summary>The tokens of a trigger.</summary>
    private static int[] Opener(string syntax, bool specials)
    {
        string trigger = SyntaxOf(syntax).Trigger;
        return specials && Specials.Contains(trigger) ? [Special(trigger)] : [.. trigger.Select(c => (int)c)];
    }

    private static string Same(string text) => text;

    /// <summary>The answer as a reader sees it.</summary>
    private static string Spell(GrammarVocabulary vocabulary, IEnumerable<int> ids)
    {
        List<byte> bytes = [];
        foreach (int id in ids)
        {
            if (id == End(vocabulary)) continue;
            if (vocabulary == WithSpecials && id >= Special(Specials[0])) bytes.AddRange(Encoding.UTF8.GetBytes(Mark(Specials[id - Special(Specials[0])])));
            else bytes.AddRange(vocabulary.Trie.BytesOf(id));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Random tokens of the mask; a call is opened now and then, and what can end does, the longer the likelier.</summary>
    private static List<int> Walk(GrammarMatcher matcher, Random random, string? rawEnd, params int[] opener)
    {
        GrammarVocabulary vocabulary = matcher.Grammar.Vocabulary;
        ulong[] words = new ulong[vocabulary.WordCount];
        List<int> ids = [];
        while (!matcher.IsEnded)
        {
            if (random.Next(3) == 0 && matcher.ForcedTokens().ToArray() is { Length: > 0 } forced)
            {
                foreach (int id in forced) Assert.True(matcher.TryAccept(id));
                ids.AddRange(forced);
                continue;
            }
            TokenMask mask = matcher.FillMask(words);
            List<int> allowed = [];
            for (int id = 0; id < vocabulary.Size; id++)
                if (mask.Contains(id)) allowed.Add(id);
            Assert.True(allowed.Count > 0, $"a dead end after {Encoding.UTF8.GetString(matcher.Text)}");
            if (random.Next(20) == 0) Assert.Equal(allowed, Reference.Allowed(matcher));
            if (opener.Length > 0 && matcher.Region.Kind == RegionKind.Text && (matcher.Length == 0 || random.Next(10) == 0))
            {
                // A trigger does not come by chance.
                int[] opening = random.Next(2) == 0 ? opener : [];
                foreach (int id in opening)
                    if (matcher.TryAccept(id)) ids.Add(id);
                if (opening.Length > 0) continue;
            }
            if (rawEnd is not null && matcher.Region.Kind == RegionKind.Arguments && random.Next(8) == 0)
            {
                // Nor does the end of a raw text.
                foreach (char c in rawEnd)
                {
                    if (!matcher.TryAccept(c)) break;
                    ids.Add(c);
                }
                continue;
            }
            List<int> likely = [.. allowed.Where(id => id == End(vocabulary) || id is '"' or '}' or ']' || (vocabulary == WithSpecials && id >= Special(Specials[0])))];
            if (likely.Count == 0 || random.Next(matcher.Length > 60 ? 12 : 4) > 0 == (matcher.Length <= 60)) likely = allowed;
            int next = likely[random.Next(likely.Count)];
            Assert.True(matcher.TryAccept(next));
            ids.Add(next);
            Assert.True(ids.Count < 3000);
        }
        return ids;
    }

    public static TheoryData<string, string, bool, bool> Every()
    {
        TheoryData<string, string, bool, bool> data = [];
        foreach (string syntax in (string[])["hermes", "llama3", "mistral", "qwen3-coder", "functiongemma"])
            foreach (string choice in (string[])["none", "auto", "required", "named"])
                for (int i = 0; i < 4; i++) data.Add(syntax, choice, i % 2 == 0, i / 2 == 0);
        return data;
    }

    [Theory, MemberData(nameof(Every))]
    public void U7_RandomWalks_ConformToTheChoice(string syntax, string choice, bool parallel, bool specials)
    {
        Random random = new(7);
        CompiledGrammar grammar = Compile(syntax, choice, parallel, specials);
        int called = 0;
        for (int walk = 0; walk < 60; walk++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            string answer = Spell(grammar.Vocabulary, Walk(matcher, random, RawEnd(syntax), Opener(syntax, specials)));
            (string text, List<(string Name, string Arguments)> calls) = CallReader.Read(syntax, answer, specials ? Mark : Same);
            Check(matcher, calls, ToolsOf(syntax), IsJson(syntax));
            if (choice == "none") Assert.Empty(calls);
            if (choice is "required" or "named") Assert.Equal("", text);
            if (choice is "required" or "named") Assert.NotEmpty(calls);
            if (choice == "named") Assert.All(calls, c => Assert.Equal("get_all", c.Name));
            if (!parallel || syntax == "llama3") Assert.True(calls.Count <= 1);
            Assert.True(calls.Count <= 3);
            called += calls.Count;
        }
        if (choice != "none") Assert.True(called >= (choice == "auto" ? 3 : 60), $"{called} calls");
    }

    [Theory]
    [InlineData("hermes", false)]
    [InlineData("hermes", true)]
    [InlineData("qwen3-coder", false)]
    [InlineData("qwen3-coder", true)]
    [InlineData("functiongemma", false)]
    [InlineData("functiongemma", true)]
    [InlineData("mistral", false)]
    [InlineData("mistral", true)]
    public void U8_RandomWalks_EndInCallsOrInAnAnswer(string syntax, bool specials)
    {
        Random random = new(8);
        CompiledGrammar grammar = Compile(syntax, "auto", specials: specials, answer: Answer);
        JsonSchemaValidator validator = new(Answer);
        int answers = 0, called = 0;
        for (int walk = 0; walk < 500; walk++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            string answer = Spell(grammar.Vocabulary, Walk(matcher, random, RawEnd(syntax), Opener(syntax, specials)));
            if (matcher.Regions[0].Kind == RegionKind.Answer && matcher.Regions.Length == 1)
            {
                using JsonDocument json = JsonDocument.Parse(answer);
                Assert.True(validator.Validate(json.RootElement).IsValid, answer);
                answers++;
                continue;
            }
            (string text, List<(string Name, string Arguments)> calls) = CallReader.Read(syntax, answer, specials ? Mark : Same);
            Assert.Equal("", text);
            Assert.NotEmpty(calls);
            Check(matcher, calls, ToolsOf(syntax), IsJson(syntax));
            called++;
        }
        Assert.True(answers > 50 && called > 50, $"{answers} answers, {called} with calls");
    }

    /// <summary>The regions say the same as the reader, and the arguments are valid.</summary>
    private static void Check(GrammarMatcher matcher, List<(string Name, string Arguments)> calls, ToolSet tools, bool isJson)
    {
        MatcherRegion[] regions = matcher.Regions.ToArray();
        int[] arguments = [.. Enumerable.Range(0, regions.Length).Where(i => regions[i].Kind == RegionKind.Arguments)];
        Assert.Equal(calls.Count, arguments.Length);
        Assert.Equal(calls.Count, regions.Count(r => r.Kind == RegionKind.Name));
        for (int i = 0; i < calls.Count; i++)
        {
            MatcherRegion region = regions[arguments[i]];
            Assert.Equal((i, tools.IndexOf(calls[i].Name)), (region.CallIndex, region.ToolIndex));
            if (isJson) Assert.Equal(calls[i].Arguments, Encoding.UTF8.GetString(matcher.Text[region.Start..regions[arguments[i] + 1].Start]));
            using JsonDocument json = JsonDocument.Parse(calls[i].Arguments);
            Assert.True(new JsonSchemaValidator(tools[region.ToolIndex].Parameters).Validate(json.RootElement).IsValid, calls[i].Arguments);
            Assert.Equal(RegionKind.Closing, regions[arguments[i] + 1].Kind);
            Assert.Contains(regions[(arguments[i] + 2)..], r => r.Kind is RegionKind.Opening or RegionKind.Text); // the call is closed
        }
    }

    public static TheoryData<string, string, string, bool> Texts => new()
    {
        { "llama3", "auto", """{"name": "get_all", "parameters": {}}""", true },
        { "llama3", "auto", """<|python_tag|>{"name": "get_all", "parameters": {}}""", true },
        { "llama3", "auto", """{"name": "get_all", "parameters": {}} """, false },
        { "llama3", "auto", """{"name": "other", "parameters": {}}""", false },
        { "llama3", "auto", """Say {"name": "other"}""", true },
        { "llama3", "auto", """{"names": 1} <|python_tag|> print""", true },
        { "llama3", "auto", """<|python_tag|>print""", false },
        { "llama3", "none", """{"name": """, true },
        { "llama3", "none", """{"name": "get""", false },
        { "llama3", "required", """<|python_tag|>{"name": "get_all", "parameters": {}}""", true },
        { "llama3", "required", """{"name": "get_all", "parameters": {}}{"name": "get_all", "parameters": {}}""", false },
        { "qwen3-coder", "auto", "Sì <tool_call>\n<function=get>\n<parameter=a>\n<b>\n\n</parameter>\n<parameter=n>\n12\n</parameter>\n</function>\n</tool_call>.", true },
        { "qwen3-coder", "auto", "<tool_call>\n<function=get>\n<parameter=a>\n1234567\n</parameter>\n</function>\n</tool_call>", false },
        { "qwen3-coder", "auto", "<tool_call>\n<function=get>\n<parameter=n>\n12\n</parameter>\n</function>\n</tool_call>", false },
        { "qwen3-coder", "required", "<tool_call>\n<function=get_all>\n</function>\n</tool_call><tool_call>\n<function=set \"è\">\n<parameter=on>\nb\nc\n</parameter>\n<parameter=list>\n[\"x\"]\n</parameter>\n</function>\n</tool_call>", true },
        { "functiongemma", "auto", "Sì <start_function_call>call:get{a:<escape><b>,}<escape>,n:12}<end_function_call>.", true },
        { "functiongemma", "auto", "<start_function_call>call:get{a:<escape><escape>}<end_function_call>", true },
        { "functiongemma", "auto", "<start_function_call>call:get{a:<escape>1234567<escape>}<end_function_call>", false },
        { "functiongemma", "auto", "<start_function_call>call:get{n:12}<end_function_call>", false },
        { "functiongemma", "auto", "<start_function_call>call:get{,a:<escape>b<escape>}<end_function_call>", false },
        { "functiongemma", "auto", "<start_function_call>call:get{a:<escape>b<escape>,}<end_function_call>", false },
        { "functiongemma", "required", "<start_function_call>call:get_all{}<end_function_call><start_function_call>call:set \"è\"{on:<escape>b\nc<escape>,list:[\"x\"],ok:1.5}<end_function_call>", true },
        { "functiongemma", "named", "<start_function_call>call:get{a:<escape>b<escape>}<end_function_call>", false },
        { "mistral", "auto", """Sì [TOOL_CALLS] [{"name": "get_all", "arguments": {}}]""", true },
        { "mistral", "auto", """[TOOL_CALLS] [{"name": "get_all", "arguments": {}}, {"name": "get", "arguments": {"a": "]"}}]""", true },
        { "mistral", "auto", """[TOOL_CALLS] [{"name": "get_all", "arguments": {}}""", false },
        { "mistral", "auto", """[TOOL_CALLS] []""", false },
        { "mistral", "auto", """[TOOL_CALLS] [{"name": "get_all", "arguments": {}}] text""", false },
        { "mistral", "auto", """[TOOL_CALL] [{"name":""", true },
        { "mistral", "required", """ [TOOL_CALLS] [{"name": "get_all", "arguments": {}}]""", false },
    };

    /// <summary>Every way to cut a text into tokens of up to six bytes around each place: the walk over them accepts as the bytes do.</summary>
    [Theory, MemberData(nameof(Texts))]
    public void Trigger_SplitOverTokensInAnyWay_IsFound(string syntax, string choice, string text, bool allowed)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        CompiledGrammar whole = Compile(syntax, choice);
        GrammarMatcher byBytes = whole.CreateMatcher();
        Assert.Equal(allowed, Reference.AcceptBytes(byBytes, bytes) < 0 && byBytes.IsAccepting);
        for (int cut = 0; cut + 2 <= bytes.Length; cut++)
        {
            byte[][] pieces = [.. Enumerable.Range(2, Math.Min(24, bytes.Length - cut) - 1).Select(length => bytes[cut..(cut + length)])];
            GrammarVocabulary vocabulary = new(257 + pieces.Length, id => id < 256 ? new[] { (byte)id } : id < 256 + pieces.Length ? pieces[id - 256] : "</s>"u8.ToArray(), [], [256 + pieces.Length]);
            CompiledGrammar grammar = GrammarCompiler.Compile(ToolsOf(syntax), vocabulary, new ToolGrammarOptions { Syntax = SyntaxOf(syntax), Choice = ChoiceOf(choice) }, TestContext.Current.CancellationToken);
            GrammarMatcher before = grammar.CreateMatcher();
            if (Reference.AcceptBytes(before, bytes.AsSpan(0, cut)) >= 0) break;
            Assert.Equal(Reference.Allowed(before), Reference.Mask(before));
            for (int i = 0; i < pieces.Length; i++)
            {
                GrammarMatcher matcher = before.Clone();
                bool accepted = matcher.TryAccept(256 + i) && Reference.AcceptBytes(matcher, bytes.AsSpan(cut + pieces[i].Length)) < 0 && matcher.IsAccepting;
                Assert.Equal(allowed, accepted);
                if (accepted) Assert.Equal(byBytes.Regions.ToArray(), matcher.Regions.ToArray());
            }
        }
    }

    [Fact]
    public void SpecialTrigger_WrittenAsText_OpensNothing()
    {
        GrammarMatcher matcher = Compile("mistral", "auto", specials: true).CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "[TOOL_CALLS] no"u8));
        Assert.Equal(RegionKind.Text, matcher.Region.Kind);
        Assert.Equal(matcher.Length, matcher.SettledLength);
        Assert.DoesNotContain(Special("<|other|>"), Reference.Mask(matcher));
        Assert.False(matcher.TryAccept(Special("<|other|>")));
        Assert.True(matcher.TryAccept(Special("[TOOL_CALLS]")));
        Assert.Equal(new MatcherRegion(RegionKind.Opening, -1, 0, 15), matcher.Region);
        Assert.DoesNotContain(Special("[TOOL_CALLS]"), Reference.Mask(matcher));
        matcher.Rollback(1);
        Assert.Equal(RegionKind.Text, matcher.Region.Kind);
        Assert.Contains(Special("[TOOL_CALLS]"), Reference.Mask(matcher));
        GrammarMatcher none = Compile("mistral", "none", specials: true).CreateMatcher();
        Assert.DoesNotContain(Special("[TOOL_CALLS]"), Reference.Mask(none));
    }

    [Fact]
    public void SpecialTrigger_Required_IsForced()
    {
        GrammarMatcher matcher = Compile("mistral", "required", specials: true).CreateMatcher();
        Assert.Equal([Special("[TOOL_CALLS]")], matcher.ForcedTokens().ToArray());
        Assert.Equal([Special("[TOOL_CALLS]")], Reference.Mask(matcher));
        GrammarMatcher hermes = Compile("hermes", "named", parallel: false, specials: true).CreateMatcher();
        List<int> ids = [];
        while (!hermes.IsEnded)
        {
            int[] forced = hermes.ForcedTokens().ToArray();
            Assert.NotEmpty(forced);
            ids.AddRange(forced);
            foreach (int id in forced) Assert.True(hermes.TryAccept(id));
        }
        Assert.Equal($"{Mark("<tool_call>")}\n{{\"name\": \"get_all\", \"arguments\": {{}}}}\n{Mark("</tool_call>")}", Spell(WithSpecials, ids));
        Assert.Contains(Special("</tool_call>"), ids);
        Assert.Equal("\n{\"name\": \"get_all\", \"arguments\": {}}\n", Encoding.UTF8.GetString(hermes.Text)); // special tokens add nothing
        GrammarMatcher llama = Compile("llama3", "required", specials: true).CreateMatcher();
        Assert.Equal(0, llama.ForcedTokens().Length); // with the prefix or without
    }

    [Fact]
    public void U8_AnswerByChoice_IsADocumentOrNone()
    {
        GrammarMatcher none = Compile("hermes", "none", answer: Answer).CreateMatcher();
        Assert.False(none.IsAccepting);
        Assert.Equal(-1, Reference.AcceptBytes(none, """{"name": "<tool"""u8));
        Assert.Equal(RegionKind.Answer, none.Region.Kind);
        Assert.Equal("/name", none.ArgumentPointer);
        Assert.Equal(0, Reference.AcceptBytes(Compile("hermes", "none", answer: Answer).CreateMatcher(), "<"u8));
        Assert.Equal(0, Reference.AcceptBytes(Compile("hermes", "required", answer: Answer).CreateMatcher(), "{"u8));
        GrammarMatcher auto = Compile("hermes", "auto", answer: Answer).CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(auto, "<tool_call>\n{\"name\": \"get_all\", \"arguments\": {}}\n</tool_call>"u8));
        Assert.True(auto.IsAccepting);
        Assert.Equal(0, Reference.AcceptBytes(auto, "{"u8));
        Assert.Equal(0, Reference.AcceptBytes(auto, " "u8));
    }

    [Theory]
    [InlineData("EA1101", "type", """{"p": {"type": ["string", "integer"]}}""")]
    [InlineData("EA1101", "pattern", """{"p": {"type": "string", "pattern": "^a+$"}}""")]
    [InlineData("EA1101", "enum", """{"p": {"const": "a\n</parameter>"}}""")]
    [InlineData("EA1105", "p>", """{"p>": {"type": "string"}}""")]
    public void Compile_ParametersThatXmlCannotHold_AreRefusedByName(string code, string keyword, string properties)
    {
        ToolSet tools = new([new ToolDefinition("open_gate", SchemaDocument.Parse($$"""{"type": "object", "properties": {{properties}}}"""))]);
        GrammarException error = Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(tools, Plain, new ToolGrammarOptions { Syntax = ToolCallSyntax.Qwen3Coder }, TestContext.Current.CancellationToken));
        Assert.Equal(code, error.Code);
        Assert.Contains(keyword, error.Message, StringComparison.Ordinal);
        Assert.Contains("open_gate", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, """{"type": "object", "properties": {"p": {"type": "string", "minLength": 1, "maxLength": 100000}}}""")]
    [InlineData("EA1101", """{"anyOf": [{"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]}, {"type": "object", "properties": {"b": {"const": 1}}, "required": ["b"]}]}""")]
    [InlineData("EA1101", """{"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 1}}, "dependentRequired": {"a": ["b"]}}""")]
    [InlineData("EA1101", """{"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 1}}, "minProperties": 1}""")]
    [InlineData(null, """{"type": "object", "properties": {"p": {"type": "string", "minLength": 1, "maxLength": 300}}}""")]
    [InlineData(null, """{"type": "object", "properties": {"p": {"type": "string", "minLength": 3}}}""")]
    public void Compile_ParametersAsXml_AreEnforcedOrRefused(string? code, string parameters)
    {
        ToolSet tools = new([new ToolDefinition("open_gate", SchemaDocument.Parse(parameters))]);
        GrammarException? error = null;
        try
        {
            GrammarMatcher matcher = GrammarCompiler.Compile(tools, Plain, new ToolGrammarOptions { Syntax = ToolCallSyntax.Qwen3Coder }, TestContext.Current.CancellationToken).CreateMatcher();
            Assert.Equal(-1, Reference.AcceptBytes(matcher, "<tool_call>\n<function=open_gate>\n<parameter=p>\n"u8));
            Assert.False(matcher.Clone() is var empty && Reference.AcceptBytes(empty, "\n</parameter>\n</"u8) < 0);
            Assert.Equal(-1, Reference.AcceptBytes(matcher, "è\n</\n</parameter>\n</function>\n</tool_call>"u8));
        }
        catch (GrammarException e)
        {
            error = e;
        }
        Assert.Equal(code, error?.Code);
    }

    [Fact]
    public void Regions_ParametersAsXml_BeginAtTheRightBytes()
    {
        GrammarMatcher matcher = Compile("qwen3-coder", "auto").CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "a<tool_call>\n<function=get>\n<parameter=a>\n</\n</parameter>\n</function>\n</tool_call>"u8));
        MatcherRegion[] regions = matcher.Regions.ToArray();
        string[] texts = [.. regions.Select((r, i) => Encoding.UTF8.GetString(matcher.Text[r.Start..(i + 1 < regions.Length ? regions[i + 1].Start : matcher.Length)]))];
        Assert.Equal(["a", "<tool_call>\n<function=", "get", ">\n", "<parameter=a>\n</\n</parameter>\n", "</function>\n</tool_call>", ""], texts);
        Assert.Equal("", matcher.ArgumentPointer);
    }

    [Fact]
    public void ReadArguments_ParametersAsXml_GrowsToTheJsonThatTheyMean()
    {
        CompiledGrammar grammar = Compile("qwen3-coder", "auto");
        byte[] text = "<parameter=on>\nb\nc\n</parameter>\n<parameter=list>\n[\"è\"]\n</parameter>\n<parameter=text>\n\"\n</x>\\è\n</parameter>\n"u8.ToArray();
        string before = "";
        for (int length = 0; length <= text.Length; length++)
        {
            string json = grammar.ReadArguments(2, text.AsSpan(0, length), isWhole: false);
            Assert.StartsWith(before, json, StringComparison.Ordinal);
            before = json;
        }
        const string Whole = """{"on": "b\nc", "list": ["è"], "text": "\"\n</x>\\è"}""";
        Assert.Equal(Whole[..^1], before);
        Assert.Equal(Whole, grammar.ReadArguments(2, text, isWhole: true));
        Assert.Equal("{}", grammar.ReadArguments(1, default, isWhole: true));
    }

    [Fact]
    public void Regions_BareMembers_BeginAtTheRightBytes()
    {
        GrammarMatcher matcher = Compile("functiongemma", "auto").CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "a<start_function_call>call:get{a:<escape>}<escape>,n:1}<end_function_call>"u8));
        MatcherRegion[] regions = matcher.Regions.ToArray();
        string[] texts = [.. regions.Select((r, i) => Encoding.UTF8.GetString(matcher.Text[r.Start..(i + 1 < regions.Length ? regions[i + 1].Start : matcher.Length)]))];
        Assert.Equal(["a", "<start_function_call>call:", "get", "{a:<escape>}<escape>,n:1", "}<end_function_call>", ""], texts);
    }

    [Fact]
    public void ReadArguments_BareMembers_GrowsToTheJsonThatTheyMean()
    {
        CompiledGrammar grammar = Compile("functiongemma", "auto");
        byte[] text = "{on:<escape>b\nc<escape>,list:[\"è,\\\"]\"],text:<escape>\"<esc,x:\\è<escape>,ok:-12"u8.ToArray();
        string before = "";
        for (int length = 0; length <= text.Length; length++)
        {
            string json = grammar.ReadArguments(2, text.AsSpan(0, length), isWhole: false);
            Assert.StartsWith(before, json, StringComparison.Ordinal);
            before = json;
        }
        const string Whole = """{"on": "b\nc", "list": ["è,\"]"], "text": "\"<esc,x:\\è", "ok": -12}""";
        Assert.Equal(Whole[..^1], before);
        Assert.Equal(Whole, grammar.ReadArguments(2, text, isWhole: true));
        Assert.Equal("{}", grammar.ReadArguments(1, "{"u8, isWhole: true));
    }

    [Fact]
    public void Compile_NameThatBareMembersCannotHold_IsRefusedByName()
    {
        ToolSet tools = new([new ToolDefinition("open_gate", SchemaDocument.Parse("""{"type": "object", "properties": {"a:b": {"type": "string"}}}"""))]);
        GrammarException error = Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(tools, Plain, new ToolGrammarOptions { Syntax = ToolCallSyntax.FunctionGemma }, TestContext.Current.CancellationToken));
        Assert.Equal("EA1105", error.Code);
        Assert.Contains("a:b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadArguments_Json_IsTheTextInWholeCharacters()
    {
        CompiledGrammar grammar = Compile("hermes", "named");
        Assert.Equal("{\"a\": \"è", grammar.ReadArguments(1, "{\"a\": \"èè"u8[..^1], isWhole: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => grammar.ReadArguments(0, "{}"u8, isWhole: true)); // another tool is named
        Assert.Throws<ArgumentOutOfRangeException>(() => grammar.ReadArguments(3, "{}"u8, isWhole: true));
    }

    [Fact]
    public void Compile_BoundStringAsXml_IsRefusedByName()
    {
        GrammarException error = Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(XmlTools, Plain,
            new ToolGrammarOptions { Syntax = ToolCallSyntax.Qwen3Coder, Arguments = new GrammarOptions { Spans = SpanBinding.Require } }, TestContext.Current.CancellationToken));
        Assert.Equal("EA1101", error.Code);
        Assert.Contains("spans", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trigger_WithinTheBeginningOfAnother_IsFound()
    {
        ToolCallSyntax syntax = ToolCallSyntax.Hermes with { Trigger = "[CALL]", OptionalPrefix = "<[CALL]>" };
        GrammarMatcher matcher = GrammarCompiler.Compile(Tools, Plain, new ToolGrammarOptions { Syntax = syntax }, TestContext.Current.CancellationToken).CreateMatcher();
        Assert.Equal(-1, Reference.AcceptBytes(matcher, "<[CALL]\n{\"name\": \"get_all"u8));
        Assert.Equal(new MatcherRegion(RegionKind.Opening, -1, 0, 1), matcher.Regions[1]);
    }

    [Fact]
    public void Compile_SyntaxThatCannotBeRead_IsRefused()
    {
        Assert.Equal("EA1110", Assert.Throws<GrammarException>(() => Compile("llama3", "auto", answer: Answer)).Code);
        _ = Compile("llama3", "none", answer: Answer);
        _ = Compile("llama3", "required", answer: Answer);
        ToolCallSyntax tagged = ToolCallSyntax.Llama3 with { OptionalPrefix = null, Trigger = "<|python_tag|>", BeforeName = "{\"name\": \"" };
        _ = GrammarCompiler.Compile(Tools, WithSpecials, new ToolGrammarOptions { Syntax = tagged, Answer = Answer }, TestContext.Current.CancellationToken);
        ToolCallSyntax[] faulty =
        [
            ToolCallSyntax.Hermes with { Trigger = "" },
            ToolCallSyntax.Hermes with { Trigger = new string('x', 201) },
            ToolCallSyntax.Hermes with { OptionalPrefix = "<tool_call>" },
            ToolCallSyntax.Hermes with { AfterArguments = "" },
            ToolCallSyntax.Hermes with { BeforeArguments = "" },
            ToolCallSyntax.Hermes with { AfterCalls = "]" },
            ToolCallSyntax.Mistral with { AfterCalls = "" },
            ToolCallSyntax.Hermes with { ParametersAreXml = true },
            ToolCallSyntax.Hermes with { StringDelimiter = "<escape>" },
            ToolCallSyntax.FunctionGemma with { StringDelimiter = "" },
            ToolCallSyntax.FunctionGemma with { ParametersAreXml = true },
            ToolCallSyntax.FunctionGemma with { AfterArguments = "<end_function_call>" },
            ToolCallSyntax.Mistral with { AfterCalls = ",]" },
            ToolCallSyntax.Hermes with { Trigger = "x<tool_call>" }, // a special token there
            ToolCallSyntax.Hermes with { SpecialTokens = ["</s>"], AfterArguments = "}</s>" },
        ];
        foreach (ToolCallSyntax syntax in faulty)
        {
            GrammarException error = Assert.Throws<GrammarException>(() => GrammarCompiler.Compile(Tools, WithSpecials, new ToolGrammarOptions { Syntax = syntax }, TestContext.Current.CancellationToken));
            Assert.Equal("EA1110", error.Code);
            Assert.Contains(syntax.Name, error.Message, StringComparison.Ordinal);
        }
    }
}
