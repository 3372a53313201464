using System.Text;
using System.Text.Json;
using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>Does every random walk over the mask end in a document that the schema allows?</summary>
/// <remarks>Each schema gets as many walks as the others, under the settings in turn, an odd seed beginning with another than an even one. A schema's walks depend on the seed, the schema's place
/// and the round alone.</remarks>
internal sealed class SchemaWalks(IReadOnlyList<WalkSchema> schemas, WalkVocabulary vocabulary, bool check, TextWriter? written, TextWriter notes)
{
    private readonly RandomWalk _walk = new(vocabulary);
    private readonly WalkReport _report = new() { Schemas = schemas.Count };

    public WalkReport Run(long count, int seed)
    {
        using Watch watch = new(TimeSpan.FromMinutes(5), notes);
        HashSet<int> walkable = [.. Enumerable.Range(0, schemas.Count)];
        for (int round = 0; _report.Walks < count && walkable.Count > 0; round++)
        {
            long each = (count - _report.Walks + walkable.Count - 1) / walkable.Count;
            for (int i = 0; i < schemas.Count && _report.Walks < count; i++)
            {
                if (!walkable.Contains(i)) continue;
                watch.Next(schemas[i].Id);
                MaskSettings settings = MaskSettings.All[(int)((uint)(i + round + seed) % (uint)MaskSettings.All.Count)];
                if (!RunSchema(schemas[i], settings, each, $"seed {seed}, schema {i}, round {round}", HashCode(seed, i, round))) walkable.Remove(i);
            }
        }
        return _report;
    }

    /// <returns>Whether there is something to walk.</returns>
    private bool RunSchema(WalkSchema schema, MaskSettings settings, long walks, string run, int seed)
    {
        string where = $"{schema.Id} ({settings}; {run})";
        try
        {
            SchemaDocument document = SchemaDocument.Parse(schema.Schema, new SchemaDocumentOptions { DefaultDraft = schema.Draft });
            CompiledGrammar grammar = GrammarCompiler.Compile(document, vocabulary.Grammar, settings.Options);
            Walk(grammar, schema, check ? Validator(document) : null, walks, where, new Random(seed));
            return true;
        }
        catch (Exception e) when (e is GrammarException or JsonSchemaException)
        {
            string code = (e as GrammarException)?.Code ?? ((JsonSchemaException)e).Code;
            _report.Refused[code] = _report.Refused.GetValueOrDefault(code) + 1;
            return false;
        }
        catch (Exception e) // whatever an engine throws is a result here
        {
            _report.Fail($"{where}: {e}");
            return false;
        }
    }

    private void Walk(CompiledGrammar grammar, WalkSchema schema, JsonSchemaValidator? validator, long walks, string where, Random random)
    {
        List<int[]> hints = new SchemaHints(vocabulary, _walk, random).Of(schema.Schema);
        for (long i = 0; i < walks; i++)
        {
            GrammarMatcher matcher = grammar.CreateMatcher();
            string? wrong = _walk.Run(matcher, random, hints) ?? (validator is null ? null : Check(matcher.Text, validator));
            (_report.Walks, _report.Bytes) = (_report.Walks + 1, _report.Bytes + matcher.Length);
            if (wrong?.StartsWith(RandomWalk.Unfinished, StringComparison.Ordinal) == true) _report.Unfinished[schema.Id] = _report.Unfinished.GetValueOrDefault(schema.Id) + 1;
            else if (wrong is not null) _report.Fail($"{where}, walk {i}: {wrong}: {MaskText.Shown(matcher.Text, 500)}");
            else if (written is not null) Write(schema.Id, matcher.Text);
        }
    }

    private JsonSchemaValidator? Validator(SchemaDocument document)
    {
        try
        {
            return new JsonSchemaValidator(document) { AssertFormats = true };
        }
        catch (JsonSchemaException)
        {
            _report.NotCheckable++;
            return null;
        }
    }

    private string? Check(ReadOnlySpan<byte> text, JsonSchemaValidator validator)
    {
        _report.Checked++;
        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = 1000 });
            using JsonDocument value = JsonDocument.ParseValue(ref reader);
            ValidationResult result = validator.Validate(value.RootElement);
            if (result.Errors.Any(e => e.Message.StartsWith("Checking takes more than", StringComparison.Ordinal)))
            {
                (_report.Checked, _report.GivenUp) = (_report.Checked - 1, _report.GivenUp + 1);
                return null;
            }
            return result.IsValid ? null : result.Errors[0].ToString();
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    /// <summary>One line: the schema's id and the document as it was written.</summary>
    private void Write(string id, ReadOnlySpan<byte> text)
        => written!.Write($"{{\"id\": {JsonSerializer.Serialize(id)}, \"text\": {JsonSerializer.Serialize(Encoding.UTF8.GetString(text))}}}\n");

    private static int HashCode(int seed, int schema, int round) => unchecked((((seed * 31) + schema) * 31) + round); // System.HashCode differs from run to run
}
