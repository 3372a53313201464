using System.Text;
using System.Text.Json;

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
        if (schema.Has("anyOf")) choices = Both(choices, [.. schema.List("anyOf").SelectMany(part => Expand(part, depth + 1))]);
        if (schema.Has("oneOf")) choices = Both(choices, Disjoint([.. schema.List("oneOf").Select(part => Expand(part, depth + 1))]));
        if (schema.Has("enum")) choices = Both(choices, [.. schema.List("enum").Select(Constant)]);
        if (schema.Has("const")) choices = Both(choices, [Constant(schema["const"])]);
        return choices;
    }

    private List<NaiveSchema> Constant(JsonElement value) => [document.Of(document.Constant(value))];

    private static List<List<NaiveSchema>> Both(List<List<NaiveSchema>> some, List<List<NaiveSchema>> others) => some.Count * others.Count <= MaxChoices
        ? [.. some.SelectMany(a => others.Select(b => a.Union(b).ToList()))] : throw new NotKnownException("too many alternatives");

    /// <summary>All alternatives of <c>oneOf</c>, where no value can be in two of them: their types differ.</summary>
    private List<List<NaiveSchema>> Disjoint(List<List<List<NaiveSchema>>> alternatives)
    {
        for (int i = 0; i < alternatives.Count; i++)
            for (int j = 0; j < i; j++)
                foreach (List<NaiveSchema> a in alternatives[i])
                    foreach (List<NaiveSchema> b in alternatives[j])
                        if (new Choice(document, a).MayMeet(new Choice(document, b))) throw new NotKnownException("oneOf");
        return [.. alternatives.SelectMany(a => a)];
    }
}
