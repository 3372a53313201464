using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Schemas;

/// <summary>A set of JSON texts: what a schema allows, with everything said in one place. The program builder makes states of it.</summary>
internal abstract class Shape
{
    /// <summary>More than any height: no finite text is in the set.</summary>
    public const int Never = 1 << 20;

    /// <summary>
    /// How many levels of arrays and objects must still be opened below the first: -1 for a scalar, 0 for <c>[]</c> or a flat object. Found as a
    /// fixed point, beginning with <see cref="Never"/>: a shape that needs itself never leaves it.
    /// </summary>
    public int Height { get; set; } = Never;

    /// <summary>The state that reads the text's first byte; -1 until the builder needs it.</summary>
    public int Start { get; set; } = -1;

    /// <summary>The shape itself; for a deferred one what it stands for.</summary>
    public virtual Shape Resolved => this;

    /// <summary>The height from those of the shapes inside.</summary>
    public abstract int ComputeHeight();
}

/// <summary>The shape of a schema that is read later: members, items and recursion.</summary>
internal sealed class DeferredShape : Shape
{
    public Shape? Target { get; set; }

    public override Shape Resolved => Target!.Resolved;

    public override int ComputeHeight() => Resolved.Height;
}

/// <summary>A finite set of texts (enum, const, true, false, null), in UTF-8.</summary>
internal sealed class LiteralsShape(IReadOnlyList<byte[]> texts) : Shape
{
    public IReadOnlyList<byte[]> Texts { get; } = texts;

    public override int ComputeHeight() => Texts.Count > 0 ? -1 : Never;
}

/// <summary>Strings of so many characters; or those that an automaton accepts, which then counts them too.</summary>
internal sealed class StringShape(long minLength, long maxLength, TextAutomaton? pattern = null) : Shape
{
    public TextAutomaton? Pattern { get; } = pattern;

    public long MinLength { get; } = minLength;

    public long MaxLength { get; } = maxLength;

    public override int ComputeHeight() => MinLength <= MaxLength && Pattern is not { Edges.Length: 0 } ? -1 : Never;
}

/// <summary>Numbers that an automaton over their digits accepts.</summary>
internal sealed class NumberShape(NumberBounds bounds, NumberAutomaton digits) : Shape
{
    public NumberBounds Bounds { get; } = bounds;

    public NumberAutomaton Digits { get; } = digits;

    public override int ComputeHeight() => Digits.IsEmpty ? Never : -1;
}

/// <summary>Arrays: a prefix, then any number of items.</summary>
internal sealed class ArrayShape(IReadOnlyList<Shape> prefix, Shape? items, long minItems, long maxItems) : Shape
{
    public IReadOnlyList<Shape> Prefix { get; } = prefix;

    public Shape? Items { get; } = items;

    public long MinItems { get; } = minItems;

    public long MaxItems { get; } = maxItems;

    public override int ComputeHeight()
    {
        if (MinItems > MaxItems) return Never;
        int height = 0;
        for (int i = 0; i < MinItems && i <= Prefix.Count; i++)
            height = Math.Max(height, ((i < Prefix.Count ? Prefix[i] : Items)?.Resolved.Height ?? Never) + 1);
        return Math.Min(height, Never);
    }
}

/// <summary>A declared member.</summary>
internal readonly record struct MemberShape(string Name, Shape Value, bool Required);

/// <summary>Objects: declared members in their order, then others where <see cref="Free"/> allows them.</summary>
internal sealed class ObjectShape(IReadOnlyList<MemberShape> members, Shape? free) : Shape
{
    public IReadOnlyList<MemberShape> Members { get; } = members;

    /// <summary>The shape of members that are not declared; null where there may be none.</summary>
    public Shape? Free { get; } = free;

    public override int ComputeHeight()
    {
        int height = 0;
        foreach (MemberShape member in Members)
            if (member.Required) height = Math.Max(height, member.Value.Resolved.Height + 1);
        return Math.Min(height, Never);
    }
}

/// <summary>One of several shapes, which may overlap.</summary>
internal sealed class UnionShape(IReadOnlyList<Shape> alternatives) : Shape
{
    public IReadOnlyList<Shape> Alternatives { get; } = alternatives;

    public override int ComputeHeight()
    {
        int height = Never;
        foreach (Shape alternative in Alternatives) height = Math.Min(height, alternative.Resolved.Height);
        return height;
    }
}
