using EdgeAgent.Templates.Jinja.Syntax;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>What is assigned to, as written: a name, names with commas between them, or a namespace's attribute.</summary>
/// <remarks>Read first, declared later: a loop's source is still outside of the scope that its target belongs to.</remarks>
internal sealed class TargetSyntax
{
    private readonly Lexeme _name;
    private readonly string? _attribute;
    private readonly TargetSyntax[]? _several;

    private TargetSyntax(Lexeme name, string? attribute, TargetSyntax[]? several)
        => (_name, _attribute, _several) = (name, attribute, several);

    /// <summary>The plain names in it.</summary>
    public IEnumerable<string> Names => _several?.SelectMany(t => t.Names) ?? (_attribute is null ? [_name.Value] : []);

    public static TargetSyntax Parse(LexemeReader reader, bool allowNamespace, string end)
    {
        List<TargetSyntax> targets = [];
        Lexeme first = reader.Current;
        bool isTuple = false;
        while (reader.Kind is LexemeKind.Name or LexemeKind.LeftParen && !(targets.Count > 0 && reader.Current.IsName(end)))
        {
            targets.Add(ParseOne(reader, allowNamespace));
            if (!reader.Skip(LexemeKind.Comma)) break;
            isTuple = true;
        }
        if (targets.Count == 0) throw reader.Unexpected("a name");
        return isTuple ? new TargetSyntax(first, null, [.. targets]) : targets[0];
    }

    public static TargetSyntax ParseName(LexemeReader reader)
    {
        Lexeme name = reader.Expect(LexemeKind.Name, "a name");
        if (name.Value is "true" or "false" or "none" or "True" or "False" or "None")
            throw reader.Fail(name.Offset, $"'{name.Value}' cannot be assigned to.", "Use another name.");
        return new TargetSyntax(name, null, null);
    }

    public Target Declare(NameBinder names, bool isAlwaysSet = false)
    {
        if (_several is not null) return new TupleTarget(_name.Offset, [.. _several.Select(t => t.Declare(names, isAlwaysSet))]);
        if (_attribute is not null) return new NamespaceTarget(_name.Offset, names.Read(_name.Offset, _name.Value), _attribute);
        return new NameTarget(names.Current.Declare(_name.Value, isAlwaysSet));
    }

    private static TargetSyntax ParseOne(LexemeReader reader, bool allowNamespace)
    {
        if (reader.Skip(LexemeKind.LeftParen))
        {
            TargetSyntax inside = Parse(reader, allowNamespace, "");
            reader.Expect(LexemeKind.RightParen, "')'");
            return inside;
        }
        TargetSyntax target = ParseName(reader);
        if (!allowNamespace || !reader.Skip(LexemeKind.Dot)) return target;
        return new TargetSyntax(target._name, reader.Expect(LexemeKind.Name, "an attribute's name").Value, null);
    }
}
