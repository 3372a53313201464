using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class Validation
{
    private bool CheckLogic(SchemaNode schema, JsonElement value, Place? place)
    {
        bool valid = schema.Ref is null || Check(schema.Ref, value, place);
        foreach (SchemaNode part in schema.AllOf ?? []) valid &= Check(part, value, place);
        if (schema.AnyOf is not null) valid &= CheckAnyOf(schema, schema.AnyOf, value, place);
        if (schema.OneOf is not null) valid &= CheckOneOf(schema, schema.OneOf, value, place);
        if (schema.Not is SchemaNode not && Quietly(() => Check(not, value, place))) valid &= Fail(schema, "not", place, "It is what 'not' forbids.");
        if (schema.If is SchemaNode condition && (schema.Then is not null || schema.Else is not null))
        {
            SchemaNode? branch = Quietly(() => Check(condition, value, place)) ? schema.Then : schema.Else;
            valid &= branch is null || Check(branch, value, place);
        }
        return valid;
    }

    private bool CheckAnyOf(SchemaNode schema, IReadOnlyList<SchemaNode> alternatives, JsonElement value, Place? place)
    {
        List<string> reasons = [];
        foreach (SchemaNode alternative in alternatives)
        {
            if (Quietly(() => Check(alternative, value, place), out ValidationError? reason)) return true;
            if (reason is not null && reasons.Count < 3) reasons.Add(reason.Message);
        }
        return Fail(schema, "anyOf", place, $"It matches none of the {alternatives.Count} alternatives ({Shorten(string.Join(" / ", reasons))}).");
    }

    private bool CheckOneOf(SchemaNode schema, IReadOnlyList<SchemaNode> alternatives, JsonElement value, Place? place)
    {
        int matches = 0;
        List<string> reasons = [];
        foreach (SchemaNode alternative in alternatives)
        {
            if (Quietly(() => Check(alternative, value, place), out ValidationError? reason)) matches++;
            else if (reason is not null && reasons.Count < 3) reasons.Add(reason.Message);
        }
        if (matches == 1) return true;
        return matches == 0
            ? Fail(schema, "oneOf", place, $"It matches none of the {alternatives.Count} alternatives ({Shorten(string.Join(" / ", reasons))}).")
            : Fail(schema, "oneOf", place, $"It matches {matches} of the {alternatives.Count} alternatives, and must match one.");
    }

    private bool Quietly(Func<bool> check) => Quietly(check, out _);

    /// <summary>A check whose failure is no error of the whole; its first reason is given back.</summary>
    private bool Quietly(Func<bool> check, out ValidationError? reason)
    {
        (List<ValidationError> errors, int limit) = (_errors, _limit);
        (_errors, _limit) = ([], 1);
        bool valid = check();
        reason = _errors.Count > 0 ? _errors[0] : null;
        if (_stopped) errors.AddRange(_errors);
        (_errors, _limit) = (errors, limit);
        return valid && !_stopped;
    }
}
