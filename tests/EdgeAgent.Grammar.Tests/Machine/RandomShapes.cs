using System.Text;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Tests.Machine;

/// <summary>Shapes at random, small enough to list what is in them; or, where they need not be finite, with names and strings of every kind.</summary>
internal sealed class RandomShapes(Random random, LanguageSpace space, ShapeReference reference, bool finite)
{
    private static readonly string[] Names = ["a", "ab", "b", "è", "name"];
    private static readonly string[] Numbers = ["0", "1", "2", "12", "-1", "120"];
    private static readonly string[] Strings = ["", "a", "ab", "b", "è", "\\n", "a\\\"b"];

    /// <summary>A shape that is not empty.</summary>
    public Shape Next()
    {
        while (true)
        {
            Shape shape = Make(2);
            if (!shape.IsEmpty) return shape;
        }
    }

    private Shape Make(int depth)
    {
        Shape shape = new();
        int kind = random.Next(depth > 0 ? 9 : 5);
        if (kind == 0 || random.Next(8) == 0) (shape.Null, shape.True, shape.False) = (random.Next(2) == 0, random.Next(2) == 0, true);
        if (kind == 1 || random.Next(6) == 0) shape.Numbers = finite || random.Next(3) == 0 ? space.Texts(Some(Numbers)) : space.Pattern("^-?[1-9][0-9]*$");
        if (kind is 2 or 3 || random.Next(6) == 0) shape.Strings = [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => String())];
        if (kind is 5 or 6) shape.Objects = [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Object(depth)).Where(o => reference.Texts(o, 1).Count > 0)];
        if (kind is 7 or 8) shape.Arrays = [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Array(depth)).Where(a => reference.Texts(a, 1).Count > 0)];
        List<string> texts = reference.Texts(shape, 40);
        shape.Height = texts.Count == 0 ? Shape.Never : texts.Min(DepthOf);
        return shape;
    }

    private StringShape String()
    {
        if (finite || random.Next(3) == 0) return new StringShape(space.Texts(Some(Strings)));
        if (random.Next(3) == 0) return new StringShape(space.Pattern("^x.*[ab]$"));
        int min = random.Next(3);
        return random.Next(2) == 0 ? StringShape.Any : new StringShape(null, min, random.Next(2) == 0 ? long.MaxValue : min + random.Next(1, 3));
    }

    private ObjectShape Object(int depth)
    {
        int counts = random.Next(4) == 0 ? 1 + random.Next(2) : 0;
        string[] names = [.. Names.OrderBy(_ => random.Next()).Take(random.Next(5))];
        MemberShape[] members = [.. names.Select(n => new MemberShape(n, random.Next(9) == 0 ? [] : Ways(depth, counts), random.Next(4) == 0))];
        List<FreeMembersShape> free = [];
        if (!finite)
        {
            if (random.Next(3) == 0) free.Add(new FreeMembersShape(null, Ways(depth, counts)));
            else if (random.Next(2) == 0)
            {
                free.Add(new FreeMembersShape(space.Pattern("^x[a-c]*$"), Ways(depth, counts)));
                if (random.Next(2) == 0) free.Add(new FreeMembersShape(space.Pattern("^(q|qz+)$"), Ways(depth, counts)));
            }
            free.RemoveAll(f => f.Values.All(v => v.Value.IsEmpty));
        }
        List<(int, IReadOnlyList<int>)> dependencies = [];
        for (int i = 0; i < members.Length && members.Length > 1; i++)
            if (random.Next(6) == 0) dependencies.Add((i, [.. Enumerable.Range(0, members.Length).Where(j => j != i && random.Next(2) == 0)]));
        int min = random.Next(3) == 0 ? random.Next(4) : 0;
        return new ObjectShape
        {
            Members = members,
            Free = free,
            MinMembers = min,
            MaxMembers = random.Next(3) == 0 ? min + random.Next(3) : long.MaxValue,
            Dependencies = dependencies,
            Counts = [.. Enumerable.Range(0, counts).Select(_ => Bounds())],
        };
    }

    private ArrayShape Array(int depth)
    {
        int counts = random.Next(3) == 0 ? 1 + random.Next(2) : 0;
        int min = random.Next(3) == 0 ? random.Next(4) : 0;
        return new ArrayShape
        {
            Prefix = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Ways(depth, counts))],
            Items = random.Next(4) == 0 ? [] : Ways(depth, counts),
            MinItems = min,
            MaxItems = finite ? Math.Max(min, random.Next(1, 4)) : random.Next(2) == 0 ? min + random.Next(3) : long.MaxValue,
            Counts = [.. Enumerable.Range(0, counts).Select(_ => Bounds())],
            Unique = random.Next(4) == 0,
        };
    }

    private CountBounds Bounds()
    {
        int min = random.Next(3);
        return new CountBounds(min, random.Next(2) == 0 ? long.MaxValue : min + random.Next(2));
    }

    /// <summary>Alternatives that count alike or differently; those that count differently may overlap only where nothing bounds the count.</summary>
    private CountedShape[] Ways(int depth, int counts)
    {
        if (counts == 0) return [.. Enumerable.Range(0, 1 + (random.Next(4) == 0 ? 1 : 0)).Select(_ => new CountedShape(Make(depth - 1)))];
        Shape scalar = new() { True = true, False = random.Next(2) == 0, Height = 0 };
        Shape other = new() { Numbers = space.Texts(Some(Numbers)), Height = 0 };
        return [new CountedShape(scalar, (ulong)random.Next(1 << counts)), new CountedShape(other, (ulong)random.Next(1 << counts))];
    }

    private byte[][] Some(string[] texts) => [.. texts.OrderBy(_ => random.Next()).Take(1 + random.Next(3)).Select(Encoding.UTF8.GetBytes)];

    private static int DepthOf(string text)
    {
        (int depth, int deepest) = (0, 0);
        foreach (char c in text)
        {
            if (c is '{' or '[') deepest = Math.Max(deepest, ++depth);
            else if (c is '}' or ']') depth--;
        }
        return deepest;
    }
}
