using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class Normalizer
{
    internal const int MaxCounted = 60;
    private const int MaxNamesOneByOne = 64;

    /// <summary>Names that share their claims.</summary>
    /// <param name="Names">Their language; null: all but those known by name.</param>
    /// <param name="Goal">What holds for such a member.</param>
    /// <param name="Counted">By count: what would let such a member count.</param>
    /// <param name="IsMatched">Whether some pattern speaks of it.</param>
    private readonly record struct NameClass(Language? Names, Goal Goal, IReadOnlyList<Claim> Counted, bool IsMatched);

    private ObjectShape ObjectOf(ObjectForm form)
    {
        if (form.Exists.Count > MaxCounted) throw Refused("not", $"more than {MaxCounted} conditions on undeclared members meet in one object.", "Declare the members");
        HashSet<string> required = new(form.Required, StringComparer.Ordinal);
        List<string> order = KnownNames(form);
        List<NameClass> free = FreeOf(form, order);
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        List<MemberShape> members = [];
        foreach (string name in order)
        {
            index.Add(name, members.Count);
            members.Add(new MemberShape(name, Ways(_forms.GoalOf(form, name), CountsOf(form, name)), required.Contains(name)));
        }
        return new ObjectShape
        {
            Members = members,
            Free = [.. free.Select(c => new FreeMembersShape(c.Names, Ways(c.Goal, [.. form.Exists.Select((e, i) => (c.Counted[i], long.MaxValue))])))],
            MinMembers = form.Min,
            MaxMembers = form.Max,
            Counts = [.. form.Exists.Select(_ => new CountBounds(1, long.MaxValue))],
            Dependencies = [.. form.Dependencies.Select(d => (index[d.Key], (IReadOnlyList<int>)[.. d.Value.Select(name => index[name])]))],
        };
    }

    /// <summary>Every name that a rule speaks of: declared ones in their order, then those that are only required.</summary>
    private static List<string> KnownNames(ObjectForm form)
    {
        List<string> names = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (FieldRule rule in form.Rules)
            foreach ((string name, _) in rule.Properties) Add(name);
        foreach (string name in form.Required) Add(name);
        foreach (IReadOnlyList<MemberCondition> conditions in form.Exists)
            foreach (MemberCondition condition in conditions)
                if (condition.Name is not null) Add(condition.Name);
        foreach ((string name, IReadOnlyList<string> others) in form.Dependencies)
        {
            Add(name);
            foreach (string other in others) Add(other);
        }
        return names;

        void Add(string name)
        {
            if (known.Add(name)) names.Add(name);
        }
    }

    /// <summary>By count: what would let a member count.</summary>
    private IReadOnlyList<(Claim Value, long Max)> CountsOf(ObjectForm form, string name)
    {
        if (form.Exists.Count == 0) return [];
        byte[] escaped = JsonText.Escaped(name);
        return [.. form.Exists.Select(conditions => (OneOf(conditions.Where(c => c.Name is string only ? only == name : _space.Contains(c.Names, escaped))), long.MaxValue))];
    }

    /// <summary>Conditions on one member: of one rule a name has one, or several with patterns that both match, of which any counts.</summary>
    private Claim OneOf(IEnumerable<MemberCondition> conditions)
    {
        Claim[] claims = [.. conditions.Select(c => c.Value).Distinct()];
        return claims.Length switch { 0 => Claim.Never, 1 => claims[0], _ => _forms.Facts.Some(claims) };
    }

    /// <summary>The classes of names beside the known ones; a class of few names joins those.</summary>
    private List<NameClass> FreeOf(ObjectForm form, List<string> order)
    {
        List<NameClass> classes = [new NameClass(null, Goal.Any, [], false)];
        foreach (Claim claim in form.Names)
        {
            IReadOnlyList<StringForm> strings = _forms.Read(Goal.Of([claim])).Strings;
            if (strings.Count == 1 && strings[0] == StringForm.Any) continue;
            Language names = _forms.NamesOf(strings);
            classes = [.. classes.Select(c => c with { Names = Meet(c.Names, names) })];
        }
        foreach (FieldRule rule in form.Rules) classes = Split(classes, rule);
        if (IsClosed(form)) classes.RemoveAll(c => !c.IsMatched);
        foreach (IReadOnlyList<MemberCondition> conditions in form.Exists) classes = SplitCounted(classes, conditions);
        return Known(classes, order);
    }

    /// <summary>Each class is cut by the rule's patterns; what none of them matches gets what the rule says of other names.</summary>
    private List<NameClass> Split(List<NameClass> classes, FieldRule rule)
    {
        List<NameClass> result = [];
        foreach (NameClass whole in classes)
        {
            List<(NameClass Class, bool Matched)> parts = [(whole, false)];
            foreach ((Language names, Claim value) in rule.Patterns)
            {
                List<(NameClass, bool)> next = [];
                foreach ((NameClass part, bool matched) in parts)
                {
                    Language inside = Meet(part.Names, names), outside = _space.Subtract(part.Names ?? _space.AnyContents, names);
                    if (!_space.IsEmpty(inside)) next.Add((part with { Names = inside, Goal = part.Goal.And(value), IsMatched = true }, true));
                    if (!_space.IsEmpty(outside)) next.Add((part with { Names = outside }, matched));
                }
                parts = next;
            }
            foreach ((NameClass part, bool matched) in parts)
            {
                NameClass member = matched ? part : part with { Goal = part.Goal.And(rule.Additional) };
                if (!member.Goal.IsNever) result.Add(member);
            }
        }
        return result;
    }

    /// <summary>Each class is cut by the names of the conditions; what is in some of them may count.</summary>
    private List<NameClass> SplitCounted(List<NameClass> classes, IReadOnlyList<MemberCondition> conditions)
    {
        List<(NameClass Class, List<Claim> Claims)> parts = [.. classes.Select(c => (c, new List<Claim>()))];
        foreach (MemberCondition condition in conditions)
        {
            if (condition.Name is not null) continue; // it is known by name
            List<(NameClass, List<Claim>)> next = [];
            foreach ((NameClass part, List<Claim> claims) in parts)
            {
                Language inside = Meet(part.Names, condition.Names), outside = _space.Subtract(part.Names ?? _space.AnyContents, condition.Names);
                if (!_space.IsEmpty(inside)) next.Add((part with { Names = inside }, [.. claims, condition.Value]));
                if (!_space.IsEmpty(outside)) next.Add((part with { Names = outside }, claims));
            }
            parts = next;
        }
        return [.. parts.Select(p => p.Class with { Counted = [.. p.Class.Counted, OneOf(p.Claims.Select(c => new MemberCondition(null, default, c)))] })];
    }

    private List<NameClass> Known(List<NameClass> classes, List<string> order)
    {
        List<NameClass> result = [];
        Language? known = null;
        int first = order.Count;
        foreach (NameClass member in classes)
        {
            if (member.Names is not Language names)
            {
                result.Add(member);
                continue;
            }
            known ??= _space.Texts(order.Take(first).Select(JsonText.Escaped));
            Language others = first == 0 ? names : _space.Subtract(names, known.Value);
            if (_space.IsEmpty(others)) continue;
            if (_space.Enumerate(others, MaxNamesOneByOne) is { } texts) order.AddRange(texts.Select(Unescaped));
            else result.Add(member with { Names = others });
        }
        return result;
    }

    private bool IsClosed(ObjectForm form) => _options.Undeclared switch
    {
        UndeclaredProperties.Never => !form.Rules.Any(r => r.SaysAdditional),
        UndeclaredProperties.WhereNoneAreDeclared => form.Rules.Any(r => r.Declares) && !form.Rules.Any(r => r.SaysAdditional),
        _ => false,
    };

    private Language Meet(Language? a, Language b) => a is Language names ? _space.Intersect(names, b) : b;

    private static string Unescaped(byte[] text)
    {
        using JsonDocument document = JsonDocument.Parse($"\"{Encoding.UTF8.GetString(text)}\"");
        return document.RootElement.GetString()!;
    }
}
