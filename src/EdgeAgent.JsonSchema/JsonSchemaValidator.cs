using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema;

/// <summary>Checks values against a schema: the second lock behind the grammar, and the first for input from elsewhere.</summary>
/// <remarks>
/// Thread-safe. <c>format</c> is an annotation, as the specification's default has it. What cannot be checked (<c>unevaluatedProperties</c>,
/// <c>unevaluatedItems</c>, <c>$dynamicRef</c>, <c>$recursiveRef</c>) is refused when the validator is made, never passed over. An object with a name twice
/// and a string that is not Unicode text are invalid, whatever the schema says.
/// </remarks>
public sealed class JsonSchemaValidator : IJsonSchemaValidator
{
    private readonly Dictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    /// <summary>Prepares the check of a schema.</summary>
    /// <param name="schema">The schema; may be shared.</param>
    /// <exception cref="JsonSchemaException">A keyword that cannot be checked, a regular expression that cannot be used, a reference without end.</exception>
    public JsonSchemaValidator(SchemaDocument schema)
        : this((schema ?? throw new ArgumentNullException(nameof(schema))).Root)
    {
    }

    /// <summary>Prepares the check of a part of a schema, within the document that it stands in.</summary>
    /// <inheritdoc cref="JsonSchemaValidator(SchemaDocument)" path="/exception"/>
    /// <param name="schema">The subschema.</param>
    public JsonSchemaValidator(SchemaNode schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        Prepare(schema);
    }

    /// <summary>The schema.</summary>
    public SchemaNode Schema { get; }

    /// <summary>How many errors a result lists at most. Default 20: enough to mend a value, few enough to read.</summary>
    public int MaxErrors
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxErrors), value, "Allow 1 to 10,000 errors.");
    } = 20;

    /// <summary>How many (value, subschema) pairs one validation may look at. Default 10 million, a few seconds: schemas can be written that take forever.</summary>
    public int MaxSteps
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxSteps), value, "Allow at least one step.");
    } = 10_000_000;

    /// <inheritdoc/>
    public ValidationResult Validate(JsonElement instance)
    {
        Validation run = new(_patterns, MaxErrors, MaxSteps);
        if (run.IsTextSound(instance)) run.Check(Schema, instance, null);
        // The errors decide: a check that was given up leaves one even where 'not' would turn its failure round.
        return run.Errors.Count == 0 ? ValidationResult.Valid : new ValidationResult(false, run.Errors);
    }

    /// <summary>Walks the subschemas that a validation can reach: those in unused definitions do not matter.</summary>
    private void Prepare(SchemaNode root)
    {
        HashSet<SchemaNode> seen = [root];
        Stack<SchemaNode> open = new([root]);
        while (open.TryPop(out SchemaNode? node))
        {
            Refuse(node);
            if (node.Pattern is not null) AddPattern(node, "pattern", node.Pattern);
            foreach (KeyValuePair<string, SchemaNode> p in node.PatternProperties ?? []) AddPattern(node, "patternProperties", p.Key);
            foreach (SchemaNode next in node.InPlace().Concat(node.Below()))
                if (seen.Add(next)) open.Push(next);
        }
        InPlaceCycles.Refuse(seen);
    }

    private static void Refuse(SchemaNode node)
    {
        string? keyword = node.DynamicRef is not null ? (node.Draft == SchemaDraft.Draft201909 ? "$recursiveRef" : "$dynamicRef")
            : node.UnevaluatedProperties is not null ? "unevaluatedProperties"
            : node.UnevaluatedItems is not null ? "unevaluatedItems" : null;
        if (keyword is not null) throw JsonSchema.Errors.CannotValidate(node.Pointer, keyword);
    }

    private void AddPattern(SchemaNode node, string keyword, string pattern)
    {
        if (_patterns.ContainsKey(pattern)) return;
        try
        {
            _patterns.Add(pattern, EcmaPattern.Compile(pattern));
        }
        catch (FormatException e)
        {
            throw JsonSchema.Errors.BadPattern(node.Pointer, keyword, pattern, e.Message, e);
        }
    }
}
