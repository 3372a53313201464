using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Tells apart what cannot be both, as far as a look at the members shows: what it overlooks costs alternatives, never correctness.</summary>
internal sealed partial class FormReader
{
    private const int LevelsLookedInto = 3;

    private readonly Dictionary<Goal, bool> _contradictory = [];
    private int _level;

    private bool AreDisjoint(IReadOnlyList<ObjectForm> a, IReadOnlyList<ObjectForm> b)
    {
        foreach (ObjectForm x in a)
            foreach (ObjectForm y in b)
                if (ObjectForm.And(x, y) is ObjectForm both && !IsContradictory(both)) return false;
        return true;
    }

    /// <summary>Whether a required member is forbidden, or what is said of it excludes itself.</summary>
    private bool IsContradictory(ObjectForm form)
    {
        if (_level >= LevelsLookedInto) return false;
        _level++;
        try
        {
            foreach (string name in form.Required)
            {
                Goal goal = GoalOf(form, name);
                if (goal.IsNever || (goal.Claims.Length > 1 && IsContradictory(goal))) return true;
            }
            return false;
        }
        finally
        {
            _level--;
        }
    }

    /// <summary>What the rules of an object say of a member.</summary>
    public Goal GoalOf(ObjectForm form, string name)
    {
        List<Claim> claims = [];
        byte[]? escaped = null;
        foreach (FieldRule rule in form.Rules)
        {
            bool named = rule.TryGet(name, out Claim value);
            if (named) claims.Add(value);
            foreach ((Language names, Claim matched) in rule.Patterns)
            {
                if (!_space.Contains(names, escaped ??= JsonText.Escaped(name))) continue;
                claims.Add(matched);
                named = true;
            }
            if (!named) claims.Add(rule.Additional);
        }
        foreach (Claim names in form.Names)
            if (!_algebra.Strings.Contains(Read(names).Strings, name)) return Goal.Never;
        return Goal.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(claims));
    }

    /// <summary>Whether a goal has no value, as far as one level shows.</summary>
    public bool IsEmpty(Goal goal) => IsContradictory(goal);

    /// <summary>Whether all values of a goal are scalars.</summary>
    public bool IsScalar(Goal goal)
    {
        if (goal.IsNever) return true;
        Form form = Read(goal);
        return form.Objects.Count == 0 && form.Arrays.Count == 0;
    }

    private bool IsContradictory(Goal goal)
    {
        if (_contradictory.TryGetValue(goal, out bool known)) return known;
        // A claim whose form is being read is not known yet, and what is unknown excludes nothing.
        if (goal.Claims.Any(claim => _reading.Contains((claim, false)) || _reading.Contains((claim, true)))) return false;
        try
        {
            Form both = Read(goal);
            bool contradictory = !both.Null && !both.True && !both.False && both.Objects.Count == 0 && both.Arrays.Count == 0
                && (both.Numbers == LanguageSpace.Nothing || _space.IsEmpty(both.Numbers))
                && both.Strings.All(s => s.Texts is null && s.Except is null && s.Contents is Language contents && _space.IsEmpty(contents));
            _contradictory[goal] = contradictory;
            return contradictory;
        }
        catch (Exception e) when (e is TooManyAlternativesException or GrammarException { Code: "EA1104" })
        {
            return false; // it was read in the midst of another
        }
    }
}
