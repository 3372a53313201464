using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Reads claims into forms: a schema's keywords joined, or, denied, the ways in which one of them is broken.</summary>
/// <remarks>
/// References and the logic of alternatives are resolved here, for one value; what is said of members and items stays as claims, so that
/// recursive schemas end. The idea of denying keyword by keyword is that of Attouche, Baazizi, Colazzo, Ghelli, Sartiani and Scherzinger,
/// "Witness Generation for JSON Schema" (2022).
/// </remarks>
internal sealed partial class FormReader
{
    private const int MaxGoalDepth = 300;
    private const SchemaTypes AllTypes = SchemaTypes.Null | SchemaTypes.Boolean | SchemaTypes.Number | SchemaTypes.String | SchemaTypes.Array | SchemaTypes.Object;

    private readonly GrammarOptions _options;
    private readonly List<GrammarRemark> _remarks;
    private readonly LanguageSpace _space;
    private readonly FormAlgebra _algebra;
    private readonly Dictionary<(Claim Claim, bool Tracking), Form> _forms = [];
    private readonly HashSet<(Claim Claim, bool Tracking)> _reading = [];
    private readonly Dictionary<Goal, Form> _goals = [];
    private readonly HashSet<(SchemaNode Node, string Keyword)> _remarked = [];
    private readonly CancellationToken _cancellationToken;
    private string? _tool;

    public FormReader(GrammarOptions options, List<GrammarRemark> remarks, LanguageSpace space, CancellationToken cancellationToken)
    {
        (_options, _remarks, _space, _cancellationToken) = (options, remarks, space, cancellationToken);
        Facts = new FactTable { KeepsOpenSchemas = options.SpansOf is not null };
        _algebra = new FormAlgebra(space, new NumberSets(space, options.NumberForms)) { IsContradictory = IsContradictory };
    }

    public FactTable Facts { get; }

    public FormAlgebra Algebra => _algebra;

    /// <summary>The tool whose schema is read, for errors.</summary>
    public string? Tool { get => _tool; set => _tool = value; }

    /// <summary>What all claims of a goal allow together.</summary>
    /// <exception cref="GrammarException">A keyword cannot be enforced, or a schema refers to itself for the same value.</exception>
    public Form Read(Goal goal)
    {
        if (goal.Claims.Length == 0) return _algebra.Any;
        if (goal.Claims.Length == 1) return Read(goal.Claims[0]);
        if (_goals.TryGetValue(goal, out Form? form)) return form;
        // Goals grow claim by claim: what all but the last allow is often known.
        form = goal.Claims.Length > MaxGoalDepth ? _algebra.Any : Read(Goal.Of(goal.Claims.AsSpan(..^1)));
        foreach (Claim claim in goal.Claims.AsSpan(goal.Claims.Length > MaxGoalDepth ? 0 : goal.Claims.Length - 1))
        {
            try
            {
                form = _algebra.And(form, Read(claim));
            }
            catch (TooManyAlternativesException e)
            {
                Refuse(Facts.SchemaOf(claim), "allOf", e.Message, "Write fewer alternatives");
            }
        }
        _goals[goal] = form; // reading it may have read it already, inside another
        return form;
    }

    /// <param name="claim">The claim.</param>
    /// <param name="tracking">Whether alternatives must be told apart by what they evaluate.</param>
    private Form Read(Claim claim, bool tracking = false)
    {
        if (claim == Claim.Always) return _algebra.Any;
        if (claim == Claim.Never) return Form.Nothing;
        if (_forms.TryGetValue((claim, tracking), out Form? form)) return form;
        _cancellationToken.ThrowIfCancellationRequested();
        SchemaNode? node = Facts.SchemaOf(claim);
        if (!_reading.Add((claim, tracking))) throw Errors.EndlessRef(_tool, node!.Pointer);
        Scope around = Facts.Current;
        Facts.Current = Facts.ScopeOf(claim);
        try
        {
            form = Facts.AlternativesOf(claim) is Claim[] some ? Some(some, claim.IsDenied)
                : node is null ? (claim.IsDenied ? Unequal(Facts.ValueOf(claim)) : Equal(Facts.ValueOf(claim)))
                : claim.IsDenied ? Deny(node) : Join(node, tracking);
        }
        catch (TooManyAlternativesException e)
        {
            Refuse(node, node?.OneOf is not null ? "oneOf" : node?.AnyOf is not null ? "anyOf" : "allOf", e.Message, "Write fewer alternatives, or tell them apart by a required member with a different 'const'");
            form = _algebra.Any;
        }
        finally
        {
            _reading.Remove((claim, tracking));
            Facts.Current = around;
        }
        _forms.Add((claim, tracking), form);
        return form;
    }

    private Form Some(Claim[] claims, bool denied)
    {
        Form form = denied ? _algebra.Any : Form.Nothing;
        foreach (Claim claim in claims) form = denied ? _algebra.And(form, Read(!claim)) : _algebra.Or(form, Read(claim));
        return form;
    }

    /// <summary>Everything that a schema's keywords say, joined.</summary>
    private Form Join(SchemaNode node, bool tracking)
    {
        bool saysRest = node.UnevaluatedProperties is not null || node.UnevaluatedItems is not null;
        Form form = node.Types == SchemaTypes.None ? _algebra.Any : OfTypes(node);
        if (node.Enum is not null) form = _algebra.And(form, EqualToSome(node.Enum));
        if (node.Const is { } value) form = _algebra.And(form, Equal(value));
        form = JoinNumbers(node, form);
        form = JoinStrings(node, form);
        if (form.Arrays.Count > 0 && ArrayOf(node) is { } array) form = FormAlgebra.WithArrays(form, [array]);
        if (form.Objects.Count > 0 && ObjectOf(node) is { } @object) form = _algebra.WithObjects(form, [@object]);
        form = JoinLogic(node, form, tracking || saysRest);
        return saysRest ? JoinRest(node, form) : form;
    }

    /// <summary>The values for which some keyword of a schema does not hold.</summary>
    private Form Deny(SchemaNode node)
    {
        if (node.UnevaluatedProperties is not null) Refuse(node, "unevaluatedProperties", "it is denied, by 'not', 'if' or 'oneOf'.", "Use 'additionalProperties'");
        if (node.UnevaluatedItems is not null) Refuse(node, "unevaluatedItems", "it is denied, by 'not', 'if' or 'oneOf'.", "Use 'items'");
        Form form = node.Types == SchemaTypes.None ? Form.Nothing : OfOtherTypes(node);
        if (node.Enum is not null)
        {
            Form other = _algebra.Any;
            foreach (System.Text.Json.JsonElement one in node.Enum) other = _algebra.And(other, Unequal(one));
            form = _algebra.Or(form, other);
        }
        if (node.Const is { } value) form = _algebra.Or(form, Unequal(value));
        form = _algebra.Or(form, new Form { Numbers = DenyNumbers(node), Strings = DenyStrings(node), Arrays = DenyArrays(node), Objects = DenyObjects(node) });
        return DenyLogic(node, form);
    }

    private Form OfTypes(SchemaNode node) => _algebra.OfTypes(node.Types, Integers(node));

    private Form OfOtherTypes(SchemaNode node)
    {
        SchemaTypes types = node.Types;
        bool integers = types.HasFlag(SchemaTypes.Integer);
        Form other = _algebra.OfTypes(AllTypes & ~types & ~(integers ? SchemaTypes.Number : SchemaTypes.None), default);
        bool onlyIntegers = integers && !types.HasFlag(SchemaTypes.Number);
        return onlyIntegers ? _algebra.Or(other, new Form { Numbers = _space.Subtract(_algebra.Numbers.All, Integers(node)) }) : other;
    }

    private Language Integers(SchemaNode node) => node.Draft == SchemaDraft.Draft4 ? _algebra.Numbers.WrittenWhole : _algebra.Numbers.Integers;

    /// <summary>Refuses a keyword, or reports that it is left out.</summary>
    private void Refuse(SchemaNode? node, string keyword, string reason, string remedy)
    {
        string pointer = node?.Pointer ?? "#";
        if (_options.Unsupported == UnsupportedKeywords.Refuse) throw Errors.Unsupported(_tool, pointer, keyword, reason, remedy);
        if (node is null || _remarked.Add((node, keyword))) _remarks.Add(new GrammarRemark(_tool, pointer, keyword, true, $"Not enforced: {reason}"));
    }
}
