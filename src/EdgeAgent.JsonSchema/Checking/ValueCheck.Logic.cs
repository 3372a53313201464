using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

internal sealed partial class ValueCheck
{
    private bool CheckLogic(Plan plan, JsonElement value, Evaluated? seen)
    {
        bool valid = plan.Ref is null || Check(plan.Ref, value, seen);
        if (plan.DynamicRef is not null) valid &= Check(DynamicTarget(plan), value, seen);
        foreach (Plan part in plan.AllOf)
        {
            if (!valid && _silent > 0) return false;
            valid &= Check(part, value, seen);
        }
        if (!valid && _silent > 0) return false;
        if (plan.AnyOf is not null) valid &= CheckAnyOf(plan, plan.AnyOf, value, seen);
        if (plan.OneOf is not null) valid &= CheckOneOf(plan, plan.OneOf, value, seen);
        if (plan.Not is not null && Try(plan.Not, value, null)) valid = Fail(plan, "not", "It is what 'not' forbids.");
        if (plan.If is not null) valid &= CheckCondition(plan, plan.If, value, seen);
        return valid;
    }

    /// <summary>The target in the outermost resource on the way here that has one.</summary>
    private Plan DynamicTarget(Plan plan)
    {
        if (plan.DynamicTargets is null) return plan.DynamicRef!;
        for (int i = 0; i < _scopeCount; i++)
            if (plan.DynamicTargets.TryGetValue(_scopes![i], out Plan? target)) return target;
        return plan.DynamicRef!;
    }

    private bool CheckAnyOf(Plan plan, Plan[] alternatives, JsonElement value, Evaluated? seen)
    {
        bool valid = false;
        foreach (Plan alternative in alternatives)
        {
            valid |= Try(alternative, value, seen);
            if (valid && seen is null) return true; // only who asks what is evaluated needs the others too
        }
        return valid || Fail(plan, "anyOf", $"It matches none of the {alternatives.Length} alternatives ({Reasons(alternatives, value)}).");
    }

    private bool CheckOneOf(Plan plan, Plan[] alternatives, JsonElement value, Evaluated? seen)
    {
        int matches = 0;
        foreach (Plan alternative in alternatives)
        {
            if (!Try(alternative, value, seen)) continue;
            if (++matches > 1 && _silent > 0) return false;
        }
        if (matches == 1) return true;
        return matches == 0
            ? Fail(plan, "oneOf", $"It matches none of the {alternatives.Length} alternatives ({Reasons(alternatives, value)}).")
            : Fail(plan, "oneOf", $"It matches {matches} of the {alternatives.Length} alternatives, and must match one.");
    }

    private bool CheckCondition(Plan plan, Plan condition, JsonElement value, Evaluated? seen)
    {
        if (plan.Then is null && plan.Else is null && seen is null) return true;
        Plan? branch = Try(condition, value, seen) ? plan.Then : plan.Else;
        return branch is null || Check(branch, value, seen);
    }

    /// <summary>A check whose failure is no error of the whole; what it has looked at counts only if it passes.</summary>
    private bool Try(Plan plan, JsonElement value, Evaluated? seen)
    {
        Evaluated? own = seen is null ? null : Rent();
        _silent++;
        bool valid = Check(plan, value, own);
        _silent--;
        if (own is null) return valid;
        if (valid) seen!.Add(own);
        _spare.Push(own);
        return valid;
    }

    /// <summary>Why the first alternatives fail, in a few words: they are walked again, aloud.</summary>
    private string Reasons(Plan[] alternatives, JsonElement value)
    {
        List<string> reasons = [];
        for (int i = 0; i < alternatives.Length && reasons.Count < 3 && !_stopped; i++)
        {
            ValueCheck aloud = new(limits with { MaxErrors = 1 }) { _cancellationToken = _cancellationToken, _steps = _steps };
            for (int s = 0; s < _scopeCount; s++) aloud.Enter(_scopes![s]);
            aloud.Check(alternatives[i], value, null);
            _steps = aloud._steps;
            if (aloud._errors.Count > 0) reasons.Add(aloud._errors[0].Message);
        }
        return Shorten(string.Join(" / ", reasons));
    }
}
