using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>One validation: walks value and schema together and collects errors.</summary>
/// <remarks>
/// The road of a valid value allocates nothing but this object and its arrays: where in the value the walk stands is kept as indexes, and words are found
/// only for an error. Alternatives are tried in silence, where the first fault ends the attempt; only if all fail are they walked again for their reasons.
/// </remarks>
internal sealed partial class ValueCheck(CheckLimits limits)
{
    private const string TooDeep = "Value and schema nest too deeply to be checked.";

    private readonly List<ValidationError> _errors = [];
    private readonly Stack<Evaluated> _spare = new();
    private CancellationToken _cancellationToken;
    private (JsonProperty Member, int Index)[] _path = new (JsonProperty, int)[8];
    private SchemaResource[]? _scopes = limits.NeedsScopes ? new SchemaResource[4] : null;
    private int MaxErrors => limits.MaxErrors;

    private int _depth;
    private int _scopeCount;
    private int _silent;
    private int _steps;
    private bool _stopped;

    public IReadOnlyList<ValidationError> Errors => _errors;

    /// <summary>Checks a value from its root.</summary>
    public bool Run(Plan plan, JsonElement value, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        try
        {
            return IsTextSound(value) && Check(plan, value, null) && _errors.Count == 0;
        }
        catch (InsufficientExecutionStackException) // comparing values that nest deeply
        {
            return Stop(TooDeep);
        }
    }

    /// <summary>Makes it ready for another value after one that was valid; keeps nothing of that.</summary>
    public void Reset()
    {
        Array.Clear(_path);
        _cancellationToken = CancellationToken.None;
        _steps = 0;
    }

    /// <summary>Whether every name is there once and every string is Unicode text; what else is checked relies on that.</summary>
    private bool IsTextSound(JsonElement value)
    {
        if (TextSoundness.IsSound(value)) return true;
        (string pointer, string fault) = TextSoundness.FindFault(value) ?? ("#", "The value cannot be checked.");
        _errors.Add(new ValidationError(pointer, "#", "", fault));
        return false;
    }

    /// <summary>Whether the schema allows the value.</summary>
    /// <param name="plan">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="seen">Gathers which members or items have been looked at, where a schema around this one asks; what it gathers is void if this fails.</param>
    private bool Check(Plan plan, JsonElement value, Evaluated? seen)
    {
        if (_stopped) return false;
        if (plan.IsTrivial) return true;
        if (plan.Node.Boolean is bool always) return always || Fail(plan, "", "Nothing is allowed here.");
        if (!Step() || !HasStack()) return false;
        bool entered = _scopes is not null && Enter(plan.Node.Resource);
        bool valid = plan.AsksWhatIsEvaluated(value.ValueKind) ? CheckWithUnevaluated(plan, value, seen) : CheckKeywords(plan, value, seen);
        if (entered) _scopeCount--;
        return valid;
    }

    /// <summary>All keywords but the unevaluated ones. In silence the first that fails decides.</summary>
    private bool CheckKeywords(Plan plan, JsonElement value, Evaluated? seen)
    {
        bool valid = !plan.ChecksValue || CheckValue(plan, value);
        if (!valid && _silent > 0) return false;
        valid &= value.ValueKind switch
        {
            JsonValueKind.Number => !plan.ChecksNumber || CheckNumber(plan, value),
            JsonValueKind.String => !plan.ChecksString || CheckString(plan, value),
            JsonValueKind.Array => !plan.ChecksArray || CheckArray(plan, value, seen),
            JsonValueKind.Object => !plan.ChecksObject || CheckObject(plan, value, seen),
            _ => true,
        };
        if (!plan.ChecksLogic || (!valid && _silent > 0)) return valid;
        return valid & CheckLogic(plan, value, seen);
    }

    private bool CheckWithUnevaluated(Plan plan, JsonElement value, Evaluated? seen)
    {
        Evaluated own = Rent();
        bool valid = CheckKeywords(plan, value, own);
        if (valid || _silent == 0)
            valid &= value.ValueKind == JsonValueKind.Object ? CheckUnevaluatedProperties(plan, value, own) : CheckUnevaluatedItems(plan, value, own);
        if (valid) seen?.Add(own);
        _spare.Push(own);
        return valid;
    }

    private Evaluated Rent()
    {
        if (!_spare.TryPop(out Evaluated? spare)) return new Evaluated();
        spare.Clear();
        return spare;
    }

    /// <summary>Notes that the walk comes into another resource; false where it is in it already.</summary>
    private bool Enter(SchemaResource resource)
    {
        if (_scopeCount > 0 && _scopes![_scopeCount - 1] == resource) return false;
        if (_scopeCount == _scopes!.Length) Array.Resize(ref _scopes, _scopeCount * 2);
        _scopes[_scopeCount++] = resource;
        return true;
    }

    private bool Step()
    {
        if (++_steps > limits.MaxSteps) return Stop($"Checking takes more than {limits.MaxSteps:N0} steps.");
        if ((_steps & 0x3FF) == 0) _cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private bool HasStack() => RuntimeHelpers.TryEnsureSufficientExecutionStack() || Stop(TooDeep);

    private void GoDown(JsonProperty member, int index)
    {
        if (_depth == _path.Length) Array.Resize(ref _path, _depth * 2);
        _path[_depth++] = (member, index);
    }

    private string Pointer()
    {
        Place? place = null;
        for (int i = 0; i < _depth; i++)
        {
            (JsonProperty member, int index) = _path[i];
            place = new Place(place, index < 0 ? member.Name : index.ToString(CultureInfo.InvariantCulture));
        }
        return Place.PointerOf(place);
    }

    private bool Fail(Plan plan, string keyword, [InterpolatedStringHandlerArgument("")] ref Wording wording) => Fail(plan, keyword, wording.ToStringAndClear());

    private bool Fail(Plan plan, string keyword, string message)
    {
        if (_silent > 0 || _errors.Count >= limits.MaxErrors) return false;
        string pointer = plan.Node.Pointer;
        _errors.Add(new ValidationError(Pointer(), plan.Node.Boolean is not null ? pointer : $"{pointer}/{keyword}", keyword, message));
        return false;
    }

    /// <summary>Gives up: invalid, and nothing more is looked at. Never silent, for a check that was given up must not pass where <c>not</c> turns it round.</summary>
    private bool Stop(string message)
    {
        if (!_stopped && (_errors.Count == 0 || _errors.Count < limits.MaxErrors)) _errors.Add(new ValidationError(Pointer(), "#", "", message));
        _stopped = true;
        return false;
    }

    /// <summary>An error's message that is not worded in silence.</summary>
    [InterpolatedStringHandler]
    private ref struct Wording
    {
        private DefaultInterpolatedStringHandler _text;

        public Wording(int literalLength, int formattedCount, ValueCheck check, out bool isWanted)
        {
            isWanted = check._silent == 0 && check._errors.Count < check.MaxErrors;
            if (isWanted) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string ToStringAndClear() => _text.ToStringAndClear();
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 199), "…");
}
