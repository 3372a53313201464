using System.Text.Json;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    /// <summary>The values of <c>enum</c>, scalars together and each array and object as an alternative.</summary>
    private Form EqualToSome(IReadOnlyList<JsonElement> values)
    {
        List<string> texts = [];
        List<ObjectForm> objects = [];
        List<ArrayForm> arrays = [];
        HashSet<JsonValueKind> constants = [];
        List<JsonNumber> numbers = [];
        foreach (JsonElement value in values)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            switch (value.ValueKind)
            {
                case JsonValueKind.String: texts.Add(value.GetString()!); break;
                case JsonValueKind.Number: numbers.Add(JsonNumber.From(value)); break;
                case JsonValueKind.Object: objects.Add(EqualObject(value)); break;
                case JsonValueKind.Array: arrays.Add(EqualArray(value)); break;
                default: constants.Add(value.ValueKind); break;
            }
        }
        return new Form
        {
            Null = constants.Contains(JsonValueKind.Null),
            True = constants.Contains(JsonValueKind.True),
            False = constants.Contains(JsonValueKind.False),
            Numbers = EqualToSome(numbers),
            Strings = texts.Count > 0 ? [StringForm.Of([.. texts.Distinct(StringComparer.Ordinal)])] : [],
            Objects = objects,
            Arrays = arrays,
        };
    }

    private Language EqualToSome(List<JsonNumber> numbers)
    {
        Language all = LanguageSpace.Nothing;
        foreach (JsonNumber number in numbers) all = _space.Union(all, _algebra.Numbers.Value(number));
        return all;
    }

    private Form Equal(JsonElement value) => EqualToSome([value]);

    private ObjectForm EqualObject(JsonElement value)
    {
        List<KeyValuePair<string, Claim>> members = [];
        foreach (JsonProperty p in value.EnumerateObject()) members.Add(new(p.Name, Facts.Equals(p.Value)));
        return new ObjectForm
        {
            Rules = [new FieldRule { Properties = members, Additional = Claim.Never, SaysAdditional = true }],
            Required = [.. members.Select(m => m.Key)],
        };
    }

    private ArrayForm EqualArray(JsonElement value)
    {
        Claim[] items = [.. value.EnumerateArray().Select(Facts.Equals)];
        return new ArrayForm { Rules = [new ItemsRule(items, Claim.Never)], Min = items.Length, Max = items.Length };
    }

    /// <summary>Every value but one.</summary>
    private Form Unequal(JsonElement value)
    {
        Form any = _algebra.Any, equal = Equal(value);
        return new Form
        {
            Null = !equal.Null,
            True = !equal.True,
            False = !equal.False,
            Numbers = equal.Numbers == LanguageSpace.Nothing ? any.Numbers : _space.Subtract(any.Numbers, equal.Numbers),
            Strings = _algebra.Strings.Subtract(any.Strings, equal.Strings),
            Objects = value.ValueKind == JsonValueKind.Object ? UnequalObjects(value) : any.Objects,
            Arrays = value.ValueKind == JsonValueKind.Array ? UnequalArrays(value) : any.Arrays,
        };
    }

    private List<ObjectForm> UnequalObjects(JsonElement value)
    {
        List<ObjectForm> unequal = [];
        int count = 0;
        foreach (JsonProperty p in value.EnumerateObject())
        {
            unequal.Add(Without(p.Name));
            unequal.Add(With(p.Name, !Facts.Equals(p.Value)));
            count++;
        }
        unequal.Add(new ObjectForm { Min = count + 1 });
        return unequal;
    }

    private List<ArrayForm> UnequalArrays(JsonElement value)
    {
        int count = value.GetArrayLength();
        List<ArrayForm> unequal = [new ArrayForm { Min = count + 1 }];
        if (count > 0) unequal.Add(new ArrayForm { Max = count - 1 });
        for (int i = 0; i < count; i++) unequal.Add(WithItem(i, !Facts.Equals(value[i])));
        return unequal;
    }

    /// <summary>Objects that lack a member.</summary>
    private static ObjectForm Without(string name) => new() { Rules = [new FieldRule { Properties = [new(name, Claim.Never)] }] };

    /// <summary>Objects with a member of which something holds.</summary>
    private static ObjectForm With(string name, Claim value) => new() { Rules = [new FieldRule { Properties = [new(name, value)] }], Required = [name] };

    /// <summary>Arrays with an item of which something holds.</summary>
    private static ArrayForm WithItem(int index, Claim value) =>
        new() { Rules = [new ItemsRule([.. Enumerable.Repeat(Claim.Always, index), value], Claim.Always)], Min = index + 1 };
}
