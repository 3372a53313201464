using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Tells apart what cannot be both, as far as a look at the members shows: what it overlooks costs alternatives, never correctness.</summary>
internal sealed partial class FormReader
{
    private const int LevelsLookedInto = 3;

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
                if (!_space.Contains(names, escaped ??= Schemas.JsonText.Escaped(name))) continue;
                claims.Add(matched);
                named = true;
            }
            if (!named) claims.Add(rule.Additional);
        }
        foreach (Claim names in form.Names)
            if (!_algebra.Strings.Contains(Read(names).Strings, name)) return Goal.Never;
        return Goal.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(claims));
    }

    private bool IsContradictory(Goal goal)
    {
        Form both = _algebra.Any;
        foreach (Claim claim in goal.Claims)
        {
            if (_reading.Contains((claim, false)) || _reading.Contains((claim, true))) continue; // its form is not known yet: what is unknown excludes nothing
            try
            {
                both = _algebra.And(both, Read(claim));
            }
            catch (TooManyAlternativesException)
            {
                return false;
            }
        }
        return !both.Null && !both.True && !both.False && both.Objects.Count == 0 && both.Arrays.Count == 0
            && (both.Numbers == LanguageSpace.Nothing || _space.IsEmpty(both.Numbers))
            && both.Strings.All(s => s.Contents is Language contents && _space.IsEmpty(contents));
    }
}
