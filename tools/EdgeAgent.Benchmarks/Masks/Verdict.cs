using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>What is wrong with an outcome, with what one needs to look into it.</summary>
internal static class Verdict
{
    /// <summary>A schema that did not compile, grouped by code and keyword.</summary>
    public static MaskFailure OnSchema(string id, Exception e)
    {
        (string code, string what, string where) = e is GrammarException g ? (g.Code, g.What, g.Where) : e is JsonSchemaException j ? (j.Code, j.What, j.Where) : ("", "", "");
        string keyword = where[(where.LastIndexOf('/') + 1)..];
        return new MaskFailure
        {
            Id = id, Class = FailureClass.CompileError, Group = $"{code} {keyword}", Message = e.Message,
            Details = new JsonObject { ["code"] = code, ["keyword"] = keyword, ["what"] = what, ["where"] = where },
        };
    }

    /// <summary>What is wrong where a matcher has come to at the end of an instance, or where it refused a token; null where nothing is.</summary>
    public static MaskFailure? OnInstance(MaskRow row, MaskInstance instance, GrammarMatcher matcher)
        => (whole: matcher.TokenCount == instance.Ids.Length, instance.Valid) switch
        {
            (true, false) => Accepted(row, instance, matcher.IsAccepting),
            (true, true) when !matcher.IsAccepting => new MaskFailure
            {
                Id = row.Id, Class = FailureClass.ValidUnfinished, Test = instance.Index, Message = "A valid instance may not end where it ends.",
                Details = new JsonObject { ["text"] = MaskText.Shown(instance.Text, 400) },
            },
            (false, true) => Rejected(row, instance, matcher),
            _ => null,
        };

    private static MaskFailure Accepted(MaskRow row, MaskInstance instance, bool mayEnd)
    {
        string validator = ByValidator(row, instance);
        return new MaskFailure
        {
            Id = row.Id, Class = FailureClass.InvalidAccepted, Group = $"validator: {validator}", Test = instance.Index, MayEnd = mayEnd,
            Message = $"All tokens of an invalid instance are allowed ({instance.Description}).",
            Details = new JsonObject { ["validator"] = validator, ["text"] = MaskText.Shown(instance.Text, 400) },
        };
    }

    private static MaskFailure Rejected(MaskRow row, MaskInstance instance, GrammarMatcher matcher)
    {
        int token = instance.Ids[matcher.TokenCount], at = matcher.Length;
        ReadOnlySpan<byte> before = instance.Text.AsSpan(0, at), rest = instance.Text.AsSpan(at);
        (string pointer, string kind) = InstancePlace.After(before);
        string validator = ByValidator(row, instance);
        return new MaskFailure
        {
            Id = row.Id, Class = FailureClass.ValidRejected, Group = $"in {kind}; validator: {validator}", Test = instance.Index,
            Message = $"A valid instance is refused at byte {at}, {pointer}: {MaskText.Shown(rest, 20)} after {MaskText.ShownEnd(before, 40)}",
            Details = new JsonObject
            {
                ["byte"] = at, ["pointer"] = pointer, ["token_index"] = matcher.TokenCount, ["token"] = token, ["validator"] = validator,
                ["before"] = MaskText.ShownEnd(before, 200), ["after"] = MaskText.Shown(rest, 200),
            },
        };
    }

    /// <summary>What EdgeAgent's validator says: <c>valid</c>, or the keyword of its first error, or why it cannot tell.</summary>
    private static string ByValidator(MaskRow row, MaskInstance instance)
    {
        try
        {
            using JsonDocument value = JsonDocument.Parse(instance.Text, new JsonDocumentOptions { MaxDepth = 1000 });
            ValidationResult result = new JsonSchemaValidator(SchemaDocument.Parse(row.Schema)).Validate(value.RootElement);
            return result.IsValid ? "valid" : result.Errors[0].Keyword;
        }
        catch (JsonSchemaException e)
        {
            return e.Code;
        }
    }
}
