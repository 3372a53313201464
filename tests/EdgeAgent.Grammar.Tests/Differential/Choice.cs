using System.Text;
using System.Text.Json;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Schemas that must all hold, without references and alternatives: keyword by keyword what a value must be.</summary>
internal sealed class Choice
{
    private static readonly string[] s_types = ["null", "boolean", "number", "string", "array", "object"];

    private readonly NaiveDocument _document;
    private readonly List<NaiveSchema> _schemas;
    private readonly HashSet<string> _types;
    private readonly List<JsonElement> _scalars;
    private ObjectRules? _object;
    private ArrayRules? _array;

    public Choice(NaiveDocument document, List<NaiveSchema> schemas)
    {
        (_document, _schemas) = (document, schemas);
        _types = [.. s_types.Where(type => schemas.All(s => Allows(s, type)))];
        _scalars = [.. schemas.Where(s => s.Has("\0scalar")).Select(s => s["\0scalar"])];
        if (_scalars.Count > 0) _types.IntersectWith([TypeOf(_scalars[0])]);
        if (_scalars.Any(s => !JsonElement.DeepEquals(s, _scalars[0]))) _types.Clear();
        Numbers = _types.Contains("number") ? NumbersOf() : null;
    }

    /// <summary>The numbers; null where there may be none.</summary>
    public NumberSet? Numbers { get; }

    /// <summary>Whether any value is as they say.</summary>
    public bool CanBeMet => _types.Any(type => type switch
    {
        "number" => Numbers!.HasAny,
        "string" => HasString,
        "array" => Array.CanEndAfter(0, 0),
        "object" => Object.CanBeCompleted(Members.None),
        _ => true,
    });

    // There are thousands of texts of each length but 0.
    private bool HasString => Least <= Most && (_scalars.Count > 0 ? IsAllowed(_scalars[0]) : Most > 0 || !Except.Any(e => e.Length == 0));

    /// <summary>Texts that a string may not be, as they are written.</summary>
    private List<byte[]> Except => [.. _schemas.SelectMany(s => s.List("\0except")).Select(e => JsonText.Escaped(e.GetString()!))];

    private bool IsAllowed(JsonElement text)
        => Least <= LengthOf(text) && LengthOf(text) <= Most && !_schemas.Any(s => s.List("\0except").Any(e => JsonElement.DeepEquals(e, text)));

    private long Least => _schemas.Max(s => (long?)s.Count("minLength", 0)) ?? 0;

    private long Most => _schemas.Min(s => (long?)s.Count("maxLength", long.MaxValue)) ?? long.MaxValue;

    private ArrayRules Array => _array ??= ArrayOf();

    private ObjectRules Object => _object ??= ObjectOf();

    /// <summary>Whether some value may be in both; true where that is not plain to see.</summary>
    public bool MayMeet(Choice other)
    {
        if (!_types.Overlaps(other._types)) return false;
        if (_scalars.Count > 0 && other._scalars.Count > 0) return JsonElement.DeepEquals(_scalars[0], other._scalars[0]);
        if (_types.Concat(other._types).Distinct().Count() > 1 || !_types.Contains("object")) return true;
        // Two objects that need a member which is one constant here and another there.
        return !Object.Required.Intersect(other.Object.Required).Any(name => Tag(name) is JsonElement a && other.Tag(name) is JsonElement b && !JsonElement.DeepEquals(a, b));
    }

    /// <summary>The readings of all values but numbers.</summary>
    public IEnumerable<Reading> Begin(Reading after)
    {
        if (_types.Contains("null")) yield return new TextReading("null"u8.ToArray(), after);
        foreach (string text in new[] { "true", "false" })
            if (_types.Contains("boolean") && (_scalars.Count == 0 || _scalars[0].GetRawText() == text)) yield return new TextReading(Encoding.ASCII.GetBytes(text), after);
        if (_types.Contains("string") && HasString)
            yield return _scalars.Count > 0 ? new TextReading(JsonText.Of(_scalars[0]), after) : new TextReading("\""u8.ToArray(), new StringReading(Least, Most, after, [], Except));
        if (_types.Contains("array") && Array.CanEndAfter(0, 0)) yield return new TextReading("["u8.ToArray(), new ArrayReading(Array, 0, 0, after));
        if (_types.Contains("object") && Object.CanBeCompleted(Members.None)) yield return new TextReading("{"u8.ToArray(), new ObjectReading(Object, Members.None, after));
    }

    private JsonElement? Tag(string name)
    {
        foreach (NaiveSchema schema in _schemas)
            foreach (JsonProperty p in schema.Map("properties"))
                if (p.Name == name && p.Value.ValueKind == JsonValueKind.Object)
                {
                    if (p.Value.TryGetProperty("const", out JsonElement value) && _document.Draft is 0 or > 4) return value;
                    if (p.Value.TryGetProperty("enum", out JsonElement values) && values.GetArrayLength() == 1) return values[0];
                }
        return null;
    }

    private static bool Allows(NaiveSchema schema, string type)
    {
        JsonElement said = schema["type"];
        return said.ValueKind switch
        {
            JsonValueKind.Undefined => true,
            JsonValueKind.Array => said.EnumerateArray().Any(t => Is(t.GetString()!)),
            _ => Is(said.GetString()!),
        };

        bool Is(string name) => name == type || (name == "integer" && type == "number");
    }

    private static bool IsInteger(NaiveSchema schema) => schema["type"].ValueKind switch
    {
        JsonValueKind.Undefined => false,
        JsonValueKind.Array => schema["type"].EnumerateArray().All(t => t.GetString() != "number"),
        _ => schema["type"].GetString() == "integer",
    };

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null", JsonValueKind.True or JsonValueKind.False => "boolean", JsonValueKind.Number => "number", _ => "string",
    };

    private static long LengthOf(JsonElement text) => text.GetString()!.EnumerateRunes().Count();

    private NumberSet NumbersOf()
    {
        NumberSet set = new();
        foreach (JsonElement value in _scalars)
        {
            set.AtLeast(NumberSet.Read(value), false);
            set.AtMost(NumberSet.Read(value), false);
        }
        foreach (NaiveSchema schema in _schemas)
        {
            if (IsInteger(schema))
            {
                set.MultipleOf(NumberSet.One);
                set.WithoutPoint |= _document.Draft == 4;
            }
            if (schema.Has("multipleOf")) set.MultipleOf(NumberSet.Read(schema["multipleOf"]));
            if (schema.Has("minimum")) set.AtLeast(NumberSet.Read(schema["minimum"]), schema["exclusiveMinimum"].ValueKind == JsonValueKind.True);
            if (schema.Has("maximum")) set.AtMost(NumberSet.Read(schema["maximum"]), schema["exclusiveMaximum"].ValueKind == JsonValueKind.True);
            if (schema["exclusiveMinimum"].ValueKind == JsonValueKind.Number) set.AtLeast(NumberSet.Read(schema["exclusiveMinimum"]), true);
            if (schema["exclusiveMaximum"].ValueKind == JsonValueKind.Number) set.AtMost(NumberSet.Read(schema["exclusiveMaximum"]), true);
        }
        return set;
    }

    private ArrayRules ArrayOf()
    {
        NaiveSchema[] containing = [.. _schemas.Where(s => s.Has("contains") || s.Has("\0contains"))];
        if (containing.Length > 1) throw new NotKnownException("several contains");
        NaiveSchema? one = containing.FirstOrDefault();
        JsonElement? contained = one is null ? null : one.Has("contains") ? one["contains"] : one["\0contains"];
        long most = one?.Count("maxContains", long.MaxValue) ?? long.MaxValue;
        return new ArrayRules
        {
            At = i => _document.All(_schemas.SelectMany(s => ItemAt(s, i))),
            Contained = contained is not JsonElement yes ? null : i => _document.All(_schemas.SelectMany(s => ItemAt(s, i)).Append(yes)),
            NotContained = contained is not JsonElement no || most == long.MaxValue ? null
                : i => _document.All(_schemas.SelectMany(s => ItemAt(s, i)).Append(JsonSerializer.SerializeToElement(Negation.Not(no)))),
            Min = _schemas.Max(s => (long?)s.Count("minItems", 0)) ?? 0,
            Max = _schemas.Min(s => (long?)s.Count("maxItems", long.MaxValue)) ?? long.MaxValue,
            MinContained = one is null ? 0 : one.Count("minContains", 1),
            MaxContained = most,
            Listed = _schemas.Max(s => (int?)Listed(s)) ?? 0,
        };
    }

    private static int Listed(NaiveSchema schema)
        => schema.Has("\0from") && schema["\0from"].GetInt32() is < int.MaxValue and int from ? from
            : new[] { "items", "\0items", "prefixItems" }.Max(k => schema[k].ValueKind == JsonValueKind.Array ? schema[k].GetArrayLength() : 0);

    /// <summary>What a schema says of an item.</summary>
    private static IEnumerable<JsonElement> ItemAt(NaiveSchema schema, int index)
    {
        if (schema.Has("\0item")) return index >= schema["\0from"].GetInt32() ? [schema["\0item"]] : [];
        bool list = schema["items"].ValueKind == JsonValueKind.Array;
        string first = list ? "items" : schema.Has("\0items") ? "\0items" : "prefixItems", rest = list ? "additionalItems" : "items";
        if (list && schema.Has("prefixItems")) throw new NotKnownException("two lists of items");
        if (schema.Has(first) && index < schema[first].GetArrayLength()) return [schema[first][index]];
        return schema.Has(rest) ? [schema[rest]] : [];
    }

    private ObjectRules ObjectOf()
    {
        bool inOrder = _document.Options.KeyOrder == KeyOrder.Declared;
        NaiveSchema[] declaring = [.. _schemas.Where(s => s.Has("properties"))];
        if (inOrder && declaring.Length > 1) throw new NotKnownException("the order of several properties");
        (string Name, string[] Others)[] dependencies = [.. _schemas.SelectMany(s => s.Map("dependentRequired").Concat(s.Map("dependencies"))).Where(p => p.Value.ValueKind == JsonValueKind.Array).Select(p => (p.Name, Names(p.Value)))];
        string[] told = [.. _schemas.SelectMany(s => s.Map("\0members").Select(p => p.Name))];
        if (inOrder && told.Any(n => !declaring.Any(s => s["properties"].TryGetProperty(n, out _)))) throw new NotKnownException("the order of what is not declared");
        string[] without = [.. _schemas.SelectMany(s => s.List("\0without")).Select(n => n.GetString()!)];
        string[] required = [.. _schemas.SelectMany(s => s.List("required")).Select(n => n.GetString()!)];
        string[] names = [.. declaring.SelectMany(s => s.Map("properties").Select(p => p.Name)).Concat(required).Concat(dependencies.SelectMany(d => d.Others.Prepend(d.Name))).Concat(told).Concat(without).Distinct()];
        bool closed = _document.Options.Undeclared == UndeclaredProperties.WhereNoneAreDeclared && declaring.Length > 0 && !_schemas.Any(s => s.Has("additionalProperties") || s.Has("unevaluatedProperties"));
        return new ObjectRules
        {
            Known = [.. names.Select(n => (n, JsonText.Escaped(n), _document.All(_schemas.SelectMany(s => MemberOf(s, n)))))],
            Other = closed ? null : _document.All(_schemas.SelectMany(s => MemberOf(s, null))),
            Required = required.ToHashSet(),
            Dependencies = dependencies,
            Min = _schemas.Max(s => (long?)s.Count("minProperties", 0)) ?? 0,
            Max = _schemas.Min(s => (long?)s.Count("maxProperties", long.MaxValue)) ?? long.MaxValue,
            InOrder = inOrder,
        };
    }

    private static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(n => n.GetString()!)];

    /// <summary>What a schema says of a member of some name; null for a name that no schema speaks of.</summary>
    private static IEnumerable<JsonElement> MemberOf(NaiveSchema schema, string? name)
    {
        if (schema.Has("\0member"))
            return schema["\0evaluated"].ValueKind == JsonValueKind.Null || (name is not null && schema.List("\0evaluated").Any(n => n.GetString() == name)) ? [] : [schema["\0member"]];
        if (name is not null && schema.List("\0without").Any(n => n.GetString() == name)) return [JsonSerializer.SerializeToElement(false)];
        if (name is not null && schema.Has("\0members") && schema["\0members"].TryGetProperty(name, out JsonElement own)) return [own];
        if (name is not null && schema.Has("properties") && schema["properties"].TryGetProperty(name, out JsonElement value)) return [value];
        return schema.Has("additionalProperties") ? [schema["additionalProperties"]] : [];
    }
}
