using System.Text;
using System.Text.Json;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Compares the instances of schemas, and counts.</summary>
internal sealed class DifferentialRun(Random random)
{
    public List<string> Differences { get; } = [];

    /// <summary>Schemas left out, by what the reference does not know.</summary>
    public SortedDictionary<string, int> NotKnown { get; } = new(StringComparer.Ordinal);

    /// <summary>Schemas that the engine refuses, by code.</summary>
    public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    public int Instances { get; private set; }

    private int _schemas, _prefixes, _read, _longer;

    /// <summary>Compares the instances of a row of either file.</summary>
    /// <param name="name">Says which row it is.</param>
    /// <param name="row">With <c>schema</c> and <c>tests</c>.</param>
    /// <param name="draft">Of the schema, where it does not say: as <see cref="NaiveDocument"/> takes it.</param>
    /// <param name="reading">The same for the engine.</param>
    /// <param name="options">How the grammar writes.</param>
    /// <param name="maxBytes">Longer instances are left out.</param>
    public void Add(string name, JsonElement row, int draft, SchemaDocumentOptions reading, GrammarOptions options, int maxBytes)
    {
        JsonElement schema = row.GetProperty("schema");
        try
        {
            NaiveDocument document = new(schema, draft, options);
            bool canBeMet = document.Root.CanBeMet;
            CompiledGrammar? grammar = Compile(schema, reading, options, out string? refused);
            if (grammar is null && refused is not null)
            {
                if (refused == "EA1102" && canBeMet) Differences.Add($"{name}: no value, says the engine");
                if (refused != "EA1102") Refused[refused] = Refused.GetValueOrDefault(refused) + 1;
                return;
            }
            if (!canBeMet) Differences.Add($"{name}: no value, says the reference");
            else Walk(name, row, document, grammar!, maxBytes);
            _schemas++;
        }
        catch (NotKnownException e)
        {
            NotKnown[e.Message] = NotKnown.GetValueOrDefault(e.Message) + 1;
        }
    }

    private void Walk(string name, JsonElement row, NaiveDocument document, CompiledGrammar grammar, int maxBytes)
    {
        bool formats = row.GetProperty("schema").GetRawText().Contains("\"format\"", StringComparison.Ordinal);
        foreach (JsonElement test in row.GetProperty("tests").EnumerateArray())
        {
            byte[] text = JsonText.Of(test.GetProperty("data"));
            if (text.Length > maxBytes)
            {
                _longer++;
                continue;
            }
            DifferentialWalk walk = new(grammar.CreateMatcher(), new ValueReading(document.Root, new EndReading()), random);
            string? difference = walk.Run(text);
            // The reference itself is right where it reads what the data calls valid; 1.0, for which it reads 1, apart.
            bool decides = document.Options.KeyOrder == KeyOrder.Any && !formats && Encoding.UTF8.GetString(text) == test.GetProperty("data").GetRawText();
            if (difference is null && decides && walk.IsRead != test.GetProperty("valid").GetBoolean()) difference = $"the reference {(walk.IsRead ? "accepts" : "refuses")} {Encoding.UTF8.GetString(text)}";
            if (difference is not null) Differences.Add($"{name} ({document.Options.KeyOrder}): {difference}");
            Instances++;
            _prefixes += walk.Prefixes;
            if (walk.IsRead) _read++;
        }
    }

    private static CompiledGrammar? Compile(JsonElement schema, SchemaDocumentOptions reading, GrammarOptions options, out string? refused)
    {
        try
        {
            refused = null;
            return GrammarCompiler.Compile(SchemaDocument.Parse(schema, reading), SmallVocabulary.Grammar, options, TestContext.Current.CancellationToken);
        }
        catch (GrammarException e)
        {
            refused = e.Code;
        }
        catch (JsonSchemaException e)
        {
            refused = e.Code;
        }
        return null;
    }

    public override string ToString() =>
        $"{Instances:N0} instances ({_read:N0} allowed to their end) of {_schemas:N0} schemas, {_prefixes:N0} prefixes, {_longer:N0} instances too long, {NotKnown.Values.Sum():N0} schemas not known to the reference";
}
