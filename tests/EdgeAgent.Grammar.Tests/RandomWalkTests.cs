using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests;

public class RandomWalkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FillMask_RandomWalks_EndInDocumentsThatParseAndValidate(int seed)
    {
        Random random = new(seed);
        RandomSchemas schemas = new(random);
        ulong[] words = new ulong[Vocabularies.Small.WordCount];
        int walks = 0, bytes = 0, unsatisfiable = 0;
        while (walks < 10_000)
        {
            JsonNode json = schemas.Next();
            SchemaDocument schema = SchemaDocument.Parse(json.ToJsonString());
            CompiledGrammar grammar;
            try
            {
                GrammarOptions options = new() { Undeclared = (UndeclaredProperties)random.Next(3), MaxDepth = random.Next(6, 30) };
                grammar = GrammarCompiler.Compile(schema, Vocabularies.Small, options, TestContext.Current.CancellationToken);
            }
            catch (GrammarException e) when (e.Code == "EA1102")
            {
                unsatisfiable++;
                continue;
            }
            JsonSchemaValidator validator = new(schema);
            for (int i = 0; i < 40; i++, walks++)
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                Walk(matcher, random, words);
                using JsonDocument document = JsonDocument.Parse(matcher.Text.ToArray(), new JsonDocumentOptions { AllowDuplicateProperties = false });
                ValidationResult result = validator.Validate(document.RootElement);
                Assert.True(result.IsValid, $"{json.ToJsonString()}\n{Encoding.UTF8.GetString(matcher.Text)}\n{string.Join('\n', result.Errors)}");
                bytes += matcher.Length;
            }
        }
        output.WriteLine($"{walks} walks, {bytes / walks} bytes each, {unsatisfiable} schemas without a value");
        Assert.True(unsatisfiable < walks / 40);
    }

    /// <summary>Any allowed token; now and then one that closes something, else strings would never end.</summary>
    private static void Walk(GrammarMatcher matcher, Random random, ulong[] words)
    {
        List<int> allowed = [];
        List<int> closing = [];
        while (!matcher.IsEnded)
        {
            TokenMask mask = matcher.FillMask(words);
            allowed.Clear();
            closing.Clear();
            for (int id = 0; id < mask.VocabSize; id++)
            {
                if (!mask.Contains(id)) continue;
                allowed.Add(id);
                if (id is '"' or '}' or ']' || id >= Vocabularies.SmallEnd) closing.Add(id);
            }
            Assert.True(allowed.Count > 0, $"a dead end after {Encoding.UTF8.GetString(matcher.Text)}");
            bool close = closing.Count > 0 && (matcher.Length > 120 ? random.Next(10) > 0 : random.Next(4) == 0);
            Assert.True(matcher.TryAccept(close ? closing[random.Next(closing.Count)] : allowed[random.Next(allowed.Count)]));
            Assert.True(matcher.Length < 20_000);
        }
    }

    [Fact]
    public void FillMask_RandomWalksOfToolSets_EndInCallsThatParse()
    {
        Random random = new(5);
        RandomSchemas schemas = new(random);
        ulong[] words = new ulong[Vocabularies.Small.WordCount];
        for (int round = 0; round < 250; round++)
        {
            List<ToolDefinition> tools = [];
            while (tools.Count < 3)
            {
                JsonObject parameters = new() { ["type"] = "object", ["properties"] = new JsonObject { ["p"] = schemas.Next(), ["q"] = new JsonObject { ["type"] = "integer" } } };
                parameters["properties"]!["p"]!["$id"] = "https://example.com/p"; // its references are its own
                tools.Add(new ToolDefinition($"tool_{tools.Count}", SchemaDocument.Parse(parameters.ToJsonString())));
            }
            ToolGrammarOptions options = new() { Choice = round % 2 == 0 ? ToolChoice.Required : ToolChoice.Named("tool_1"), AllowParallelCalls = round % 3 == 0, MaxCalls = 3 };
            GrammarMatcher matcher = GrammarCompiler.Compile(new ToolSet(tools), Vocabularies.Small, options, TestContext.Current.CancellationToken).CreateMatcher();
            Walk(matcher, random, words);
            MatcherRegion[] calls = [.. matcher.Regions.ToArray().Where(r => r.Kind == RegionKind.Arguments)];
            Assert.InRange(calls.Length, 1, options.AllowParallelCalls ? 3 : 1);
            foreach (MatcherRegion call in calls)
            {
                if (options.Choice.Name is not null) Assert.Equal(1, call.ToolIndex);
                MatcherRegion[] after = [.. matcher.Regions.ToArray().Where(r => r.Start > call.Start)];
                using JsonDocument arguments = JsonDocument.Parse(matcher.Text[call.Start..after[0].Start].ToArray());
                Assert.True(new JsonSchemaValidator(tools[call.ToolIndex].Parameters).Validate(arguments.RootElement).IsValid);
            }
        }
    }
}
