using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>All that is demanded of one value: some schemas, each of which must allow it.</summary>
internal sealed class Demand(NaiveDocument document, List<NaiveSchema> schemas, bool never)
{
    private const int MaxChoices = 400;

    private List<Choice>? _choices;
    private bool? _canBeMet;
    private bool _asking;

    /// <summary>Whether any value meets it. A value that needs another of its own kind inside is none: the smallest has no such.</summary>
    public bool CanBeMet
    {
        get
        {
            if (_canBeMet is bool known) return known;
            if (_asking)
            {
                s_cut = true;
                return false;
            }
            (bool outer, s_cut, _asking) = (s_cut, false, true);
            try
            {
                bool met = Choices.Any(c => c.CanBeMet);
                if (met || !s_cut) _canBeMet = met;
                return met;
            }
            finally
            {
                (_asking, s_cut) = (false, s_cut || outer);
            }
        }
    }

    [ThreadStatic]
    private static bool s_cut;

    private List<Choice> Choices => _choices ??= [.. Expand().Select(s => new Choice(document, s))];

    /// <summary>The readings of a value that meets it.</summary>
    public IEnumerable<Reading> Begin(Reading after)
    {
        foreach (Choice choice in Choices)
            foreach (Reading reading in choice.Begin(after)) yield return reading;
        NumberSet[] numbers = [.. Choices.Select(c => c.Numbers).OfType<NumberSet>().Where(n => n.HasAny)];
        if (numbers.Length > 0) yield return new NumberReading(numbers, after);
    }

    /// <summary>Every choice of alternatives, as schemas without references and alternatives that must all hold.</summary>
    private List<List<NaiveSchema>> Expand()
    {
        if (never) return [];
        List<List<NaiveSchema>> choices = [[]];
        foreach (NaiveSchema schema in schemas) choices = Both(choices, Expand(schema, 0));
        return choices;
    }

    private List<List<NaiveSchema>> Expand(JsonElement schema, int depth) => schema.ValueKind switch
    {
        JsonValueKind.True => [[]],
        JsonValueKind.False => [],
        _ => Expand(document.Of(schema), depth),
    };

    private List<List<NaiveSchema>> Expand(NaiveSchema schema, int depth)
    {
        if (depth > 30) throw new NotKnownException("a reference to itself");
        List<List<NaiveSchema>> choices = schema.IsOnlyReference ? [[]] : [[schema]];
        if (schema.Has("$ref")) choices = Both(choices, Expand(document.Resolve(schema["$ref"].GetString()!), depth + 1));
        if (schema.IsOnlyReference) return choices;
        foreach (JsonElement part in schema.List("allOf")) choices = Both(choices, Expand(part, depth + 1));
        if (schema.Has("anyOf")) choices = Both(choices, AnyOf([.. schema.List("anyOf")], depth + 1));
        if (schema.Has("oneOf")) choices = Both(choices, OneOf([.. schema.List("oneOf")], depth + 1));
        if (schema.Has("not")) choices = Both(choices, Negate(schema["not"], depth + 1));
        if (schema.Has("\0not")) choices = Both(choices, Negate(schema["\0not"], depth + 1));
        if (schema.Has("if")) choices = Both(choices, IfThenElse(schema, depth + 1));
        if (document.Options.KeyOrder == KeyOrder.Declared && schema.Map("dependentSchemas").Concat(schema.Map("dependencies")).Any(p => p.Value.ValueKind == JsonValueKind.Object && document.Of(p.Value).Has("properties")))
            throw new NotKnownException("the order of a dependent schema's properties");
        foreach (JsonProperty p in schema.Map("dependentSchemas").Concat(schema.Map("dependencies")).Where(p => p.Value.ValueKind != JsonValueKind.Array))
            choices = Both(choices, [.. Own(new() { ["\0without"] = new JsonArray(p.Name) }),
                .. Both(Own(new() { ["type"] = "object", ["required"] = new JsonArray(p.Name) }), Expand(p.Value, depth + 1))]);
        if (schema.Has("enum")) choices = Both(choices, [.. schema.List("enum").Select(Constant)]);
        if (schema.Has("const")) choices = Both(choices, [Constant(schema["const"])]);
        foreach (string keyword in new[] { "unevaluatedProperties", "unevaluatedItems" })
            if (schema.Has(keyword)) choices = [.. choices.Select(choice => choice.Append(document.Of(Unevaluated.Of(schema, keyword, choice))).ToList())];
        return choices;
    }

    private List<NaiveSchema> Constant(JsonElement value) => [document.Of(document.Constant(value))];

    private static List<List<NaiveSchema>> Both(List<List<NaiveSchema>> some, List<List<NaiveSchema>> others) => some.Count * others.Count <= MaxChoices
        ? [.. some.SelectMany(a => others.Select(b => a.Union(b).ToList()))] : throw new NotKnownException("too many alternatives");

    private List<List<NaiveSchema>> Own(JsonObject schema) => [[document.Of(JsonSerializer.SerializeToElement(schema))]];

    private List<List<NaiveSchema>> IfThenElse(NaiveSchema schema, int depth)
    {
        List<List<NaiveSchema>> then = schema.Has("then") ? Expand(schema["then"], depth) : [[]], @else = schema.Has("else") ? Expand(schema["else"], depth) : [[]];
        return !schema.Has("then") && !schema.Has("else") ? document.HasUnevaluated ? [[], .. Expand(schema["if"], depth)] : [[]]
            : [.. Both(Expand(schema["if"], depth), then), .. Both(Negate(schema["if"], depth), @else)];
    }

    /// <summary>One alternative, or where it matters each set of them that may hold together.</summary>
    private List<List<NaiveSchema>> AnyOf(List<JsonElement> parts, int depth)
    {
        if (!document.HasUnevaluated) return [.. parts.SelectMany(part => Expand(part, depth))];
        if (parts.Count > 4) throw new NotKnownException("anyOf of many");
        return [.. Enumerable.Range(1, (1 << parts.Count) - 1).SelectMany(set
            => parts.Where((_, i) => (set >> i & 1) != 0).Aggregate<JsonElement, List<List<NaiveSchema>>>([[]], (all, part) => Both(all, Expand(part, depth))))];
    }

    /// <summary>Every way not to satisfy a schema.</summary>
    private List<List<NaiveSchema>> Negate(JsonElement schema, int depth) => schema.ValueKind switch
    {
        JsonValueKind.True => [],
        JsonValueKind.False => [[]],
        _ => Negate(document.Of(schema), depth),
    };

    private List<List<NaiveSchema>> Negate(NaiveSchema schema, int depth)
    {
        if (depth > 30) throw new NotKnownException("a reference to itself");
        if (schema.Has("$ref") && schema.IsOnlyReference) return Negate(document.Resolve(schema["$ref"].GetString()!), depth + 1);
        List<List<NaiveSchema>> ways = [];
        foreach (string keyword in schema.Keywords)
            ways.AddRange(keyword switch
            {
                "$ref" => Negate(document.Resolve(schema[keyword].GetString()!), depth + 1),
                "allOf" => schema.List(keyword).SelectMany(part => Negate(part, depth + 1)),
                "anyOf" => schema.List(keyword).Aggregate<JsonElement, List<List<NaiveSchema>>>([[]], (all, part) => Both(all, Negate(part, depth + 1))),
                "not" or "\0not" when document.HasUnevaluated => throw new NotKnownException("not not, beside what is not evaluated"),
                "not" or "\0not" => Expand(schema[keyword], depth + 1),
                "if" => [.. Both(Expand(schema["if"], depth + 1), schema.Has("then") ? Negate(schema["then"], depth + 1) : []),
                    .. Both(Negate(schema["if"], depth + 1), schema.Has("else") ? Negate(schema["else"], depth + 1) : [])],
                _ => Negation.Of(schema, keyword).SelectMany(Own),
            });
        return ways;
    }

    /// <summary>All alternatives of <c>oneOf</c>: as they are where it is plain that no value is in two of them, else each without the others.</summary>
    private List<List<NaiveSchema>> OneOf(List<JsonElement> parts, int depth)
    {
        List<List<List<NaiveSchema>>> alternatives = [.. parts.Select(part => Expand(part, depth))];
        if (AreDisjoint(alternatives)) return [.. alternatives.SelectMany(a => a)];
        if (parts.Count > 8) throw new NotKnownException("oneOf of many");
        List<List<List<NaiveSchema>>> others = [.. parts.Select(part => Negate(part, depth))];
        return [.. alternatives.SelectMany((one, i) => others.Where((_, j) => j != i).Aggregate(one, Both))];
    }

    private bool AreDisjoint(List<List<List<NaiveSchema>>> alternatives)
    {
        for (int i = 0; i < alternatives.Count; i++)
            for (int j = 0; j < i; j++)
                if (alternatives[i].Any(a => alternatives[j].Any(b => new Choice(document, a).MayMeet(new Choice(document, b))))) return false;
        return true;
    }
}
