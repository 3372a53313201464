using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Shapes;

/// <summary>A set of JSON values, in the form that the program builder makes states of: no reference, no conjunction and no complement is left.</summary>
/// <remarks>
/// A value is in the set if it is one of the scalars or is in some of the objects or arrays, which may overlap. Shapes refer to each other
/// and may be recursive: they are made first and filled in a loop, then their heights are found.
/// </remarks>
internal sealed class Shape
{
    /// <summary>More than any height: no finite value is in the set.</summary>
    public const int Never = 1 << 20;

    /// <summary>Whether <c>null</c> is in it.</summary>
    public bool Null { get; set; }

    /// <summary>Whether <c>true</c> is in it.</summary>
    public bool True { get; set; }

    /// <summary>Whether <c>false</c> is in it.</summary>
    public bool False { get; set; }

    /// <summary>The texts of the numbers in it; <see cref="LanguageSpace.Nothing"/> where there are none.</summary>
    public Language Numbers { get; set; }

    /// <summary>The strings in it: those of any entry.</summary>
    public IReadOnlyList<StringShape> Strings { get; set; } = [];

    /// <summary>The objects in it: those of any entry.</summary>
    public IReadOnlyList<ObjectShape> Objects { get; set; } = [];

    /// <summary>The arrays in it: those of any entry.</summary>
    public IReadOnlyList<ArrayShape> Arrays { get; set; } = [];

    /// <summary>How many levels of arrays and objects its shallowest value needs: 0 for a scalar, 1 for <c>[]</c> or a flat object;
    /// <see cref="Never"/> where it is empty.</summary>
    public int Height { get; set; } = Never;

    /// <summary>Whether no value is in it.</summary>
    public bool IsEmpty => Height >= Never;
}
