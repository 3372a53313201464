using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>The slow, obvious reading of shapes: whether a value is in one, and texts of values that are.</summary>
internal sealed class ShapeReference(LanguageSpace space)
{
    /// <summary>Names tried for members that are not known one by one.</summary>
    private static readonly string[] SomeNames = ["x", "xa", "a", "q"];

    /// <summary>Lists of members and items are tried until so many have been.</summary>
    private const int MaxAttempts = 2000;

    /// <summary>Whether a list of texts had to be cut off somewhere.</summary>
    public bool WasCut { get; set; }

    public bool Contains(Shape shape, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => shape.Null,
        JsonValueKind.True => shape.True,
        JsonValueKind.False => shape.False,
        JsonValueKind.Number => space.Contains(shape.Numbers, Encoding.UTF8.GetBytes(value.GetRawText())),
        JsonValueKind.String => shape.Strings.Any(s => Contains(s, value)),
        JsonValueKind.Object => shape.Objects.Any(o => Contains(o, value)),
        _ => shape.Arrays.Any(a => Contains(a, value)),
    };

    /// <summary>Texts in a shape, with <c>", "</c> and <c>": "</c>: all of them where there are few, members in every order.</summary>
    public List<string> Texts(Shape shape, int limit)
    {
        List<string> texts = [];
        if (shape.Null) texts.Add("null");
        if (shape.True) texts.Add("true");
        if (shape.False) texts.Add("false");
        if (shape.Numbers != LanguageSpace.Nothing) texts.AddRange((space.Enumerate(shape.Numbers, 50) ?? [[(byte)'7'], [(byte)'1', (byte)'2']]).Select(Encoding.UTF8.GetString));
        foreach (StringShape strings in shape.Strings)
        {
            string[] contents = strings.Contents is Language language && space.Enumerate(language, 50) is { } all ? [.. all.Select(Encoding.UTF8.GetString)] : ["", "x", "xa", "è\\n", "aaa"];
            texts.AddRange(contents.Select(c => $"\"{c}\"").Where(t => Contains(strings, Parse(t))));
        }
        foreach (ObjectShape entry in shape.Objects) texts.AddRange(Texts(entry, limit));
        foreach (ArrayShape entry in shape.Arrays) texts.AddRange(Texts(entry, limit));
        return Cut(texts, limit);
    }

    public List<string> Texts(ObjectShape shape, int limit)
    {
        int attempts = 0;
        List<string> found = [];
        List<(string Name, List<string> Values)> members = [.. shape.Members.Select(m => (m.Name, Values(m.Values, Math.Min(limit, 12))))];
        foreach (FreeMembersShape free in shape.Free)
            members.AddRange(SomeNames.Where(n => IsFree(shape, free, n)).Select(n => (n, Values(free.Values, 4))));
        Extend([], 0);
        return found;

        void Extend(List<string> parts, ulong used)
        {
            if (found.Count >= limit || ++attempts > MaxAttempts)
            {
                WasCut = true;
                return;
            }
            string text = $"{{{string.Join(", ", parts)}}}";
            if (Contains(shape, Parse(text))) found.Add(text);
            if (parts.Count >= 4) return;
            for (int i = 0; i < members.Count; i++)
            {
                if ((used >> i & 1) != 0) continue;
                foreach (string value in members[i].Values)
                {
                    parts.Add($"\"{members[i].Name}\": {value}");
                    Extend(parts, used | (1UL << i));
                    parts.RemoveAt(parts.Count - 1);
                }
            }
        }
    }

    public List<string> Texts(ArrayShape shape, int limit)
    {
        int attempts = 0;
        List<string> found = [];
        Extend([]);
        return found;

        void Extend(List<string> parts)
        {
            if (found.Count >= limit || ++attempts > MaxAttempts)
            {
                WasCut = true;
                return;
            }
            string text = $"[{string.Join(", ", parts)}]";
            if (Contains(shape, Parse(text))) found.Add(text);
            if (parts.Count >= 4) return;
            foreach (string value in Values(parts.Count < shape.Prefix.Count ? shape.Prefix[parts.Count] : shape.Items, Math.Min(limit, 12)))
            {
                parts.Add(value);
                Extend(parts);
                parts.RemoveAt(parts.Count - 1);
            }
        }
    }

    public static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.Clone();
    }

    private List<string> Values(IReadOnlyList<CountedShape> values, int limit) => Cut(values.SelectMany(v => Texts(v.Value, limit)), limit);

    private List<string> Cut(IEnumerable<string> texts, int limit)
    {
        List<string> all = [.. texts.Distinct()];
        if (all.Count > limit) WasCut = true;
        return [.. all.Take(limit)];
    }

    private bool Contains(StringShape shape, JsonElement value)
    {
        ReadOnlySpan<byte> contents = Encoding.UTF8.GetBytes(value.GetRawText()).AsSpan()[1..^1];
        if (shape.Contents is Language language) return space.Contains(language, contents);
        int length = value.GetString()!.EnumerateRunes().Count();
        return length >= shape.MinLength && length <= shape.MaxLength;
    }

    private bool Contains(ObjectShape shape, JsonElement value)
    {
        List<JsonProperty> there = [.. value.EnumerateObject()];
        if (there.Count < shape.MinMembers || there.Count > shape.MaxMembers) return false;
        HashSet<string> names = [.. there.Select(p => p.Name)];
        if (shape.Members.Any(m => m.IsRequired && !names.Contains(m.Name))) return false;
        foreach ((int present, IReadOnlyList<int> required) in shape.Dependencies)
            if (names.Contains(shape.Members[present].Name) && required.Any(r => !names.Contains(shape.Members[r].Name))) return false;
        return CanCount(there.Select(p => (ValuesOf(shape, p.Name), p.Value)), shape.Counts);
    }

    private IReadOnlyList<CountedShape> ValuesOf(ObjectShape shape, string name)
    {
        if (shape.Members.FirstOrDefault(m => m.Name == name) is MemberShape member) return member.Values;
        FreeMembersShape[] free = [.. shape.Free.Where(f => IsFree(shape, f, name))];
        Assert.True(free.Length <= 1, $"two classes of names hold '{name}'");
        return free.Length == 0 ? [] : free[0].Values;
    }

    private bool IsFree(ObjectShape shape, FreeMembersShape free, string name) => free.Names is Language names
        ? space.Contains(names, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(name, Escaping.Options)).AsSpan()[1..^1]) : shape.Members.All(m => m.Name != name);

    private bool Contains(ArrayShape shape, JsonElement value)
    {
        List<JsonElement> there = [.. value.EnumerateArray()];
        if (there.Count < shape.MinItems || there.Count > shape.MaxItems) return false;
        if (shape.Unique)
            for (int i = 0; i < there.Count; i++)
                for (int j = 0; j < i; j++)
                    if (JsonElement.DeepEquals(there[i], there[j])) return false;
        return CanCount(there.Select((v, i) => (i < shape.Prefix.Count ? shape.Prefix[i] : shape.Items, v)), shape.Counts);
    }

    /// <summary>Whether each value has an alternative so that the counts come right.</summary>
    private bool CanCount(IEnumerable<(IReadOnlyList<CountedShape> Ways, JsonElement Value)> values, IReadOnlyList<CountBounds> bounds)
    {
        HashSet<string> reachable = [new string('\0', bounds.Count)]; // a character for each count
        foreach ((IReadOnlyList<CountedShape> ways, JsonElement value) in values)
        {
            ulong[] possible = [.. ways.Where(w => Contains(w.Value, value)).Select(w => w.CountsFor).Distinct()];
            reachable = [.. reachable.SelectMany(counts => possible.Select(way => string.Concat(counts.Select((c, i) => (char)(c + (way >> i & 1))))))];
        }
        return reachable.Any(counts => bounds.Select((b, i) => counts[i] >= b.Min && counts[i] <= b.Max).All(ok => ok));
    }

    private static class Escaping
    {
        public static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}
