using System.Text.Json;
using EdgeAgent.Grammar.Regex;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Schemas;

internal sealed partial class ShapeBuilder
{
    private const SchemaTypes AllTypes = SchemaTypes.Null | SchemaTypes.Boolean | SchemaTypes.Number | SchemaTypes.String | SchemaTypes.Array | SchemaTypes.Object;

    private readonly List<(SchemaNode Node, Shape[] Alternatives)> _oneOfs = [];

    /// <summary>The shape of a schema; goes through references and alternatives, but not into members and items.</summary>
    private Shape Read(SchemaNode node)
    {
        if (!_reading.Add(node)) throw Errors.EndlessRef(_tool, node.Pointer);
        try
        {
            return ReadOnce(node);
        }
        finally
        {
            _reading.Remove(node);
        }
    }

    private Shape ReadOnce(SchemaNode node)
    {
        if (node.Boolean is bool all) return all ? Any() : LiteralsOf([]);
        if (node.Format is not null) remarks.Add(new GrammarRemark(_tool, node.Pointer, "format", false, $"The format '{node.Format}' is an annotation and restricts nothing."));
        if (node.AllowsEverything) return Any();
        SchemaTypes types = node.Types == SchemaTypes.None ? AllTypes : node.Types;
        if (node.Enum is not null || node.Const is not null) return Literals(node);
        RefuseWhatIsNotEnforced(node, types);
        if (node.Ref is not null)
        {
            RefuseBeside(node, "$ref", "Move them into the schema that is referred to");
            return Only(Read(node.Ref), types);
        }
        if (node.AllOf is not null)
        {
            if (node.AllOf.Count > 1) Refuse(node, "allOf", "it needs the intersection of several schemas.", "Merge them into one schema");
            RefuseBeside(node, "allOf", "Merge them into one schema");
            return Only(Read(node.AllOf[0]), types);
        }
        return node.AnyOf is not null || node.OneOf is not null ? Alternatives(node, types) : Plain(node, types);
    }

    /// <summary>The values of <c>enum</c> and <c>const</c> that everything else in the schema allows.</summary>
    private LiteralsShape Literals(SchemaNode node)
    {
        JsonSchemaValidator validator;
        try
        {
            validator = new JsonSchemaValidator(node);
        }
        catch (JsonSchemaException e)
        {
            throw Errors.BadSchema(_tool, e);
        }
        List<byte[]> texts = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonElement value in node.Enum ?? [node.Const!.Value])
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] text = JsonText.Of(value);
            if (validator.Validate(value).IsValid && seen.Add(Convert.ToBase64String(text))) texts.Add(text);
        }
        return LiteralsOf(texts);
    }

    private Shape Alternatives(SchemaNode node, SchemaTypes types)
    {
        string keyword = node.AnyOf is not null ? "anyOf" : "oneOf";
        RefuseBeside(node, keyword, "Move them into each alternative");
        Shape[] alternatives = [.. (node.AnyOf ?? node.OneOf)!.Select(Read)];
        if (keyword == "oneOf" && alternatives.Length > 1) _oneOfs.Add((node, alternatives));
        return Only(UnionOf(alternatives), types);
    }

    /// <summary>A schema without references and alternatives: one shape for each type.</summary>
    private Shape Plain(SchemaNode node, SchemaTypes types)
    {
        List<Shape> shapes = [];
        if (types.HasFlag(SchemaTypes.Object)) shapes.Add(ObjectOf(node));
        if (types.HasFlag(SchemaTypes.Array)) shapes.Add(ArrayOf(node));
        if (types.HasFlag(SchemaTypes.String)) shapes.Add(StringOf(node));
        if ((types & (SchemaTypes.Number | SchemaTypes.Integer)) != 0) shapes.Add(NumberOf(BoundsOf(node, types)));
        if (types.HasFlag(SchemaTypes.Boolean)) shapes.Add(LiteralsOf(BooleanTexts));
        if (types.HasFlag(SchemaTypes.Null)) shapes.Add(LiteralsOf(NullTexts));
        return UnionOf(shapes);
    }

    private StringShape StringOf(SchemaNode node)
    {
        (long min, long max) = (node.MinLength ?? 0, node.MaxLength ?? long.MaxValue);
        TextAutomaton? pattern = null;
        try
        {
            if (node.Pattern is not null && min <= max) pattern = TextAutomaton.Build(node.Pattern, min, max, cancellationToken);
        }
        catch (FormatException e)
        {
            Refuse(node, "pattern", e.Message + ".", "Rewrite it without that");
        }
        return Keep(new StringShape(min, max, pattern));
    }

    private NumberBounds BoundsOf(SchemaNode node, SchemaTypes types)
    {
        (JsonNumber? min, bool minExclusive) = node.Minimum is null || node.ExclusiveMinimum >= node.Minimum ? (node.ExclusiveMinimum, true) : (node.Minimum, false);
        (JsonNumber? max, bool maxExclusive) = node.Maximum is null || node.ExclusiveMaximum <= node.Maximum ? (node.ExclusiveMaximum, true) : (node.Maximum, false);
        if (NumberAutomaton.IsTooLong(min) || NumberAutomaton.IsTooLong(max))
        {
            string keyword = NumberAutomaton.IsTooLong(min) ? (minExclusive ? "exclusiveMinimum" : "minimum") : maxExclusive ? "exclusiveMaximum" : "maximum";
            Refuse(node, keyword, $"the bound has more than {NumberAutomaton.MaxDigits} digits.", "Leave the bound out");
            (min, max) = (NumberAutomaton.IsTooLong(min) ? null : min, NumberAutomaton.IsTooLong(max) ? null : max);
        }
        bool integer = !types.HasFlag(SchemaTypes.Number) || node.MultipleOf == One;
        return new NumberBounds(integer, min, min is not null && minExclusive, max, max is not null && maxExclusive);
    }

    private ArrayShape ArrayOf(SchemaNode node) => Keep(new ArrayShape(
        [.. (node.PrefixItems ?? []).Select(Below)], node.Items is null ? Any() : Below(node.Items), node.MinItems ?? 0, node.MaxItems ?? long.MaxValue));

    private ObjectShape ObjectOf(SchemaNode node)
    {
        HashSet<string> required = new(node.Required ?? [], StringComparer.Ordinal);
        List<MemberShape> members = [];
        foreach ((string name, SchemaNode value) in node.Properties ?? []) members.Add(new MemberShape(name, Below(value), required.Remove(name)));
        // A name that is required and not declared has the schema of additional members; it comes after the declared ones.
        foreach (string name in node.Required ?? [])
            if (required.Contains(name)) members.Add(new MemberShape(name, node.AdditionalProperties is null ? Any() : Below(node.AdditionalProperties), true));
        Shape? free = node.AdditionalProperties is not null ? (node.AdditionalProperties.Boolean == false ? null : Below(node.AdditionalProperties))
            : options.Undeclared == UndeclaredProperties.AsTheSchemaSays || (options.Undeclared == UndeclaredProperties.WhereNoneAreDeclared && node.Properties is null) ? Any()
            : null;
        if (members.Count == 0 && free is not null && free == _any) return (ObjectShape)AnyObject();
        return Keep(new ObjectShape(members, free));
    }

    private Shape UnionOf(IReadOnlyList<Shape> shapes) => shapes.Count == 1 ? shapes[0] : Keep(new UnionShape(shapes));

    private Shape Only(Shape shape, SchemaTypes types) => types == AllTypes ? shape : Restrict(shape, types) ?? LiteralsOf([]);

    /// <summary>The part of a shape that has one of the types; null where there is none.</summary>
    private Shape? Restrict(Shape shape, SchemaTypes types)
    {
        switch (shape.Resolved)
        {
            case ObjectShape: return types.HasFlag(SchemaTypes.Object) ? shape : null;
            case ArrayShape: return types.HasFlag(SchemaTypes.Array) ? shape : null;
            case StringShape: return types.HasFlag(SchemaTypes.String) ? shape : null;
            case NumberShape number:
                if (types.HasFlag(SchemaTypes.Number)) return shape;
                return types.HasFlag(SchemaTypes.Integer) ? NumberOf(number.Bounds with { Integer = true }) : null;
            case LiteralsShape literals:
                byte[][] kept = [.. literals.Texts.Where(t => (TypesOf(t) & types) != 0)];
                return kept.Length > 0 ? LiteralsOf(kept) : null;
            case UnionShape union:
                List<Shape> parts = [.. union.Alternatives.Select(a => Restrict(a, types)).OfType<Shape>()];
                return parts.Count > 0 ? UnionOf(parts) : null;
            default: throw new InvalidOperationException($"A shape of an unknown kind: {shape.GetType().Name}.");
        }
    }

    private static SchemaTypes TypesOf(byte[] text) => text[0] switch
    {
        (byte)'{' => SchemaTypes.Object,
        (byte)'[' => SchemaTypes.Array,
        (byte)'"' => SchemaTypes.String,
        (byte)'t' or (byte)'f' => SchemaTypes.Boolean,
        (byte)'n' => SchemaTypes.Null,
        _ => JsonNumber.Parse(System.Text.Encoding.ASCII.GetString(text)).IsInteger ? SchemaTypes.Number | SchemaTypes.Integer : SchemaTypes.Number,
    };
}
