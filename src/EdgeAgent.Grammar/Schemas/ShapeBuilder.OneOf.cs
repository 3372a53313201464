using System.Globalization;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Schemas;

/// <summary><c>oneOf</c> is <c>anyOf</c> where no value can match two alternatives: by type, by a bound, or by a required member that tells them apart.</summary>
internal sealed partial class ShapeBuilder
{
    private const int LevelsLookedInto = 8;

    private void CheckOneOfs()
    {
        foreach ((SchemaNode node, Shape[] alternatives) in _oneOfs)
        {
            for (int i = 0; i < alternatives.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int j = 0; j < i; j++)
                    if (!AreDisjoint(alternatives[j], alternatives[i], LevelsLookedInto))
                    {
                        Refuse(node, "oneOf", string.Create(CultureInfo.InvariantCulture, $"alternatives {j} and {i} may both match a value."),
                            "Write 'anyOf', or give the alternatives a required member with a different 'const'");
                        (i, j) = (alternatives.Length, alternatives.Length); // one remark is enough
                    }
            }
        }
        _oneOfs.Clear();
    }

    private static bool AreDisjoint(Shape left, Shape right, int levels)
    {
        (Shape a, Shape b) = (left.Resolved, right.Resolved);
        if (a.Height >= Shape.Never || b.Height >= Shape.Never) return true;
        if (a is UnionShape us) return us.Alternatives.All(x => AreDisjoint(x, b, levels));
        if (b is UnionShape) return AreDisjoint(b, a, levels);
        if ((TypesOf(a) & TypesOf(b)) == 0) return true;
        return (a, b) switch
        {
            (LiteralsShape x, LiteralsShape y) => !x.Texts.Any(t => t[0] is (byte)'{' or (byte)'[' || y.Texts.Any(u => u.AsSpan().SequenceEqual(t))),
            (StringShape x, StringShape y) => x.MaxLength < y.MinLength || y.MaxLength < x.MinLength,
            (NumberShape x, NumberShape y) => IsBelow(x.Bounds, y.Bounds) || IsBelow(y.Bounds, x.Bounds),
            (ObjectShape x, ObjectShape y) => levels > 0 && x.Members.Any(m => m.Required
                && y.Members.Any(n => n.Required && n.Name == m.Name && AreDisjoint(m.Value, n.Value, levels - 1))),
            _ => false,
        };
    }

    private static bool IsBelow(NumberBounds a, NumberBounds b) =>
        a.Max is JsonNumber max && b.Min is JsonNumber min && (max < min || (max == min && (a.MaxExclusive || b.MinExclusive)));

    private static SchemaTypes TypesOf(Shape shape) => shape switch
    {
        ObjectShape => SchemaTypes.Object,
        ArrayShape => SchemaTypes.Array,
        StringShape => SchemaTypes.String,
        NumberShape => SchemaTypes.Number,
        LiteralsShape literals => literals.Texts.Aggregate(SchemaTypes.None, (types, t) => types | (TypesOf(t) & ~SchemaTypes.Integer)),
        _ => AllTypes,
    };
}
