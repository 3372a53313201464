using System.Text.Json;
using EdgeAgent.JsonSchema.Checking;

namespace EdgeAgent.JsonSchema;

/// <summary>Checks values against a schema: the second lock behind the grammar, and the first for input from elsewhere.</summary>
/// <remarks>
/// Thread-safe; the schema is made ready once, checking a valid value then allocates next to nothing. <c>format</c> and the <c>content</c> keywords are annotations,
/// as the specification's default has it, unless <see cref="AssertFormats"/> or <see cref="AssertContent"/> says otherwise or the schema's dialect asserts
/// formats. An object with a name twice and a string that is not Unicode text are invalid, whatever the schema says.
/// </remarks>
public sealed class JsonSchemaValidator : IJsonSchemaValidator
{
    private readonly Plan _plan;
    private readonly bool _needsScopes;
    private ValueCheck? _spare; // what the last valid value was checked with: the next one need not allocate another

    /// <summary>Prepares the check of a schema.</summary>
    /// <param name="schema">The schema; may be shared.</param>
    /// <exception cref="JsonSchemaException">A regular expression that cannot be used, a reference without end.</exception>
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
        PlanBuilder builder = new();
        _plan = builder.Build(schema);
        _needsScopes = builder.NeedsScopes;
    }

    /// <summary>The schema.</summary>
    public SchemaNode Schema { get; }

    /// <summary>Whether a text must be of the known <see cref="StringFormats"/> that its schema names. Default false: <c>format</c> is an annotation.</summary>
    public bool AssertFormats { get; init; }

    /// <summary>Whether a text must be what <c>contentEncoding</c> (base64, base64url) and <c>contentMediaType</c> (application/json) say. Default false.</summary>
    public bool AssertContent { get; init; }

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
    public ValidationResult Validate(JsonElement instance) => ValidateCancellable(instance, CancellationToken.None);

    /// <summary>Checks a value against the schema, and can be told to stop.</summary>
    /// <param name="instance">The value; not kept.</param>
    /// <param name="cancellationToken">Ends the check; looked at every 1,024 steps.</param>
    /// <returns>Valid, or the errors, each with its place in the value and in the schema.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValidationResult ValidateCancellable(JsonElement instance, CancellationToken cancellationToken)
    {
        ValueCheck check = Interlocked.Exchange(ref _spare, null) ?? new ValueCheck(new CheckLimits(MaxErrors, MaxSteps, AssertFormats, AssertContent, _needsScopes));
        // The errors decide: a check that was given up leaves one even where 'not' would turn its failure round.
        if (!check.Run(_plan, instance, cancellationToken)) return new ValidationResult(false, check.Errors);
        check.Reset();
        _spare = check;
        return ValidationResult.Valid;
    }
}
