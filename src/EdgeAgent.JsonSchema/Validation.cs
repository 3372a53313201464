using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.JsonSchema;

/// <summary>One validation: collects errors while it walks value and schema together.</summary>
internal sealed partial class Validation(Dictionary<string, Regex> patterns, int maxErrors, int maxSteps)
{
    private List<ValidationError> _errors = [];
    private int _limit = maxErrors;
    private int _steps;
    private bool _stopped;

    public IReadOnlyList<ValidationError> Errors => _errors;

    /// <summary>Whether every name is there once and every string is Unicode text; what else is checked relies on that.</summary>
    public bool IsTextSound(JsonElement value)
    {
        if (TextSoundness.FindFault(value) is not (string pointer, string fault)) return true;
        _errors.Add(new ValidationError(pointer, "#", "", fault));
        return false;
    }

    /// <summary>Whether the schema allows the value; every error up to the limit is collected.</summary>
    public bool Check(SchemaNode schema, JsonElement value, Place? place)
    {
        if (_stopped) return false;
        if (schema.Boolean is bool always) return always || Fail(schema.Pointer, "", place, "Nothing is allowed here.");
        if (!schema.HasAssertions) return true;
        if (++_steps > maxSteps) return Stop(place, $"Checking takes more than {maxSteps:N0} steps.");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stop(place, "Value and schema nest too deeply to be checked.");
        bool valid = CheckValue(schema, value, place);
        valid &= value.ValueKind switch
        {
            JsonValueKind.Number => CheckNumber(schema, value, place),
            JsonValueKind.String => CheckString(schema, value.GetString()!, place),
            JsonValueKind.Array => CheckArray(schema, value, place),
            JsonValueKind.Object => CheckObject(schema, value, place),
            _ => true,
        };
        return valid & CheckLogic(schema, value, place);
    }

    private bool CheckValue(SchemaNode schema, JsonElement value, Place? place)
    {
        bool valid = true;
        if (schema.Types != SchemaTypes.None && (schema.Types & TypesOf(value, schema.Draft)) == 0)
            valid &= Fail(schema, "type", place, $"It must be {Describe(schema.Types)}, not {JsonSchema.Errors.Name(value.ValueKind)}.");
        if (schema.Const is JsonElement constant && !JsonElement.DeepEquals(constant, value))
            valid &= Fail(schema, "const", place, $"It must be {Shorten(constant.GetRawText())}.");
        if (schema.Enum is not null && !schema.Enum.Any(e => JsonElement.DeepEquals(e, value)))
            valid &= Fail(schema, "enum", place, $"It must be one of {Shorten(string.Join(", ", schema.Enum.Take(20).Select(e => e.GetRawText())))}.");
        return valid;
    }

    private bool CheckNumber(SchemaNode schema, JsonElement value, Place? place)
    {
        if (schema.Minimum is null && schema.Maximum is null && schema.ExclusiveMinimum is null && schema.ExclusiveMaximum is null && schema.MultipleOf is null) return true;
        JsonNumber number = JsonNumber.From(value);
        bool valid = true;
        if (number < schema.Minimum) valid &= Fail(schema, "minimum", place, $"It must be at least {schema.Minimum}, not {Shorten(value.GetRawText())}.");
        if (number > schema.Maximum) valid &= Fail(schema, "maximum", place, $"It must be at most {schema.Maximum}, not {Shorten(value.GetRawText())}.");
        if (number <= schema.ExclusiveMinimum) valid &= Fail(schema, "exclusiveMinimum", place, $"It must be more than {schema.ExclusiveMinimum}, not {Shorten(value.GetRawText())}.");
        if (number >= schema.ExclusiveMaximum) valid &= Fail(schema, "exclusiveMaximum", place, $"It must be less than {schema.ExclusiveMaximum}, not {Shorten(value.GetRawText())}.");
        if (schema.MultipleOf is JsonNumber divisor && !number.IsMultipleOf(divisor)) valid &= Fail(schema, "multipleOf", place, $"It must be a multiple of {divisor}.");
        return valid;
    }

    private bool CheckString(SchemaNode schema, string value, Place? place)
    {
        bool valid = true;
        if (schema.MinLength is not null || schema.MaxLength is not null)
        {
            int length = value.Length;
            foreach (char c in value)
                if (char.IsLowSurrogate(c)) length--;
            if (length < schema.MinLength) valid &= Fail(schema, "minLength", place, $"It must have at least {schema.MinLength} characters, not {length}.");
            if (length > schema.MaxLength) valid &= Fail(schema, "maxLength", place, $"It must have at most {schema.MaxLength} characters, not {length}.");
        }
        if (schema.Pattern is string pattern && !Matches(pattern, value, place)) valid &= Fail(schema, "pattern", place, $"It must match the regular expression {pattern}.");
        return valid;
    }

    private bool Matches(string pattern, string text, Place? place)
    {
        try
        {
            return patterns[pattern].IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return Stop(place, $"The regular expression {pattern} takes too long on it.");
        }
    }

    private static Place Item(Place? place, int index) => new(place, index.ToString(CultureInfo.InvariantCulture));

    private static SchemaTypes TypesOf(JsonElement value, SchemaDraft draft) => value.ValueKind switch
    {
        JsonValueKind.Null => SchemaTypes.Null,
        JsonValueKind.True or JsonValueKind.False => SchemaTypes.Boolean,
        JsonValueKind.String => SchemaTypes.String,
        JsonValueKind.Array => SchemaTypes.Array,
        JsonValueKind.Object => SchemaTypes.Object,
        // Draft 4 asks how the number is written; later drafts ask for its value.
        JsonValueKind.Number when draft == SchemaDraft.Draft4 => value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? SchemaTypes.Number | SchemaTypes.Integer : SchemaTypes.Number,
        JsonValueKind.Number => JsonNumber.From(value).IsInteger ? SchemaTypes.Number | SchemaTypes.Integer : SchemaTypes.Number,
        _ => SchemaTypes.None,
    };

    private static string Describe(SchemaTypes types) => types.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);

    private static string Shorten(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 199), "…");

    private bool Fail(SchemaNode schema, string keyword, Place? place, string message)
    {
        if (_errors.Count < _limit) _errors.Add(new ValidationError(Place.PointerOf(place), $"{schema.Pointer}/{keyword}", keyword, message));
        return false;
    }

    private bool Fail(string schemaPointer, string keyword, Place? place, string message)
    {
        if (_errors.Count < _limit) _errors.Add(new ValidationError(Place.PointerOf(place), schemaPointer, keyword, message));
        return false;
    }

    /// <summary>Gives up: invalid, and nothing more is looked at.</summary>
    private bool Stop(Place? place, string message)
    {
        _stopped = true;
        if (_errors.Count == 0 || _errors.Count < _limit) _errors.Add(new ValidationError(Place.PointerOf(place), "#", "", message));
        return false;
    }
}
