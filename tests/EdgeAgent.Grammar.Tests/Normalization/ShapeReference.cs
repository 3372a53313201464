using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Tests.Normalization;

/// <summary>Whether a value is in a shape, straight from the meaning of shapes: slow, and obvious.</summary>
internal sealed class ShapeReference(LanguageSpace space)
{
    public bool Contains(Shape shape, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => shape.Null,
        JsonValueKind.True => shape.True,
        JsonValueKind.False => shape.False,
        JsonValueKind.Number => space.Contains(shape.Numbers, JsonText.Of(value)),
        JsonValueKind.String => shape.Strings.Any(s => Contains(s, value.GetString()!)),
        JsonValueKind.Array => shape.Arrays.Any(a => Contains(a, value)),
        _ => shape.Objects.Any(o => Contains(o, value)),
    };

    private bool Contains(StringShape shape, string value)
    {
        int length = value.EnumerateRunes().Count();
        return length >= shape.MinLength && length <= shape.MaxLength && (shape.Contents is not Language contents || space.Contains(contents, JsonText.Escaped(value)));
    }

    private bool Contains(ArrayShape shape, JsonElement value)
    {
        JsonElement[] items = [.. value.EnumerateArray()];
        if (items.Length < shape.MinItems || items.Length > shape.MaxItems) return false;
        if (shape.Unique && items.Where((a, i) => items.Take(i).Any(b => Equal(a, b))).Any()) return false;
        return Counts(items.Select((item, i) => Ways(i < shape.Prefix.Count ? shape.Prefix[i] : shape.Items, item)), shape.Counts);
    }

    private bool Contains(ObjectShape shape, JsonElement value)
    {
        JsonProperty[] members = [.. value.EnumerateObject()];
        HashSet<string> names = [.. members.Select(m => m.Name)];
        if (names.Count < members.Length || members.Length < shape.MinMembers || members.Length > shape.MaxMembers) return false;
        if (shape.Members.Any(m => m.IsRequired && !names.Contains(m.Name))) return false;
        foreach ((int present, IReadOnlyList<int> required) in shape.Dependencies)
            if (names.Contains(shape.Members[present].Name) && !required.All(r => names.Contains(shape.Members[r].Name))) return false;
        return Counts(members.Select(m => Ways(ValuesOf(shape, m.Name), m.Value)), shape.Counts);
    }

    private IReadOnlyList<CountedShape> ValuesOf(ObjectShape shape, string name)
    {
        if (shape.Members.FirstOrDefault(m => m.Name == name) is MemberShape member) return member.Values;
        FreeMembersShape[] free = [.. shape.Free.Where(f => f.Names is not Language names || space.Contains(names, JsonText.Escaped(name)))];
        Assert.True(free.Length <= 1, $"two classes of names hold '{name}'");
        return free.Length == 0 ? [] : free[0].Values;
    }

    private List<ulong> Ways(IReadOnlyList<CountedShape> values, JsonElement value) => [.. values.Where(v => Contains(v.Value, value)).Select(v => v.CountsFor).Distinct()];

    /// <summary>Whether each value can be counted in one of its ways so that every count is within its bounds.</summary>
    private static bool Counts(IEnumerable<List<ulong>> values, IReadOnlyList<CountBounds> bounds)
    {
        HashSet<string> reachable = [new string('\0', bounds.Count)];
        foreach (List<ulong> ways in values)
        {
            HashSet<string> next = [];
            foreach (string counts in reachable)
                foreach (ulong way in ways) next.Add(string.Concat(counts.Select((c, i) => (char)(c + ((way >> i) & 1)))));
            reachable = next;
        }
        return reachable.Any(counts => bounds.Select((b, i) => counts[i] >= b.Min && counts[i] <= b.Max).All(ok => ok));
    }

    private static bool Equal(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        return a.ValueKind switch
        {
            JsonValueKind.Number => JsonNumber.From(a) == JsonNumber.From(b),
            JsonValueKind.String => a.GetString() == b.GetString(),
            JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(p => Equal(p.First, p.Second)),
            JsonValueKind.Object => a.EnumerateObject().Count() == b.EnumerateObject().Count() && a.EnumerateObject().All(p => b.TryGetProperty(p.Name, out JsonElement other) && Equal(p.Value, other)),
            _ => true,
        };
    }
}
