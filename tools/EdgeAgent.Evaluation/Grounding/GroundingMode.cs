using System.Globalization;
using EdgeAgent.Agents;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>A way of binding arguments that is measured.</summary>
/// <param name="Grounding">The way.</param>
/// <param name="Bonus">With <see cref="ArgumentGrounding.Prefer"/>.</param>
/// <param name="WordBonus">With <see cref="ArgumentGrounding.Prefer"/>, inside words.</param>
internal sealed record GroundingMode(ArgumentGrounding Grounding, float Bonus, float WordBonus)
{
    /// <summary>Reads <c>off</c>, <c>require</c>, <c>prefer:BONUS</c> or <c>prefer:BONUS:WORDBONUS</c>; null for anything else.</summary>
    public static GroundingMode? Parse(string text) => text.Split(':') switch
    {
        ["off"] => new(ArgumentGrounding.Off, 0, 0),
        ["require"] => new(ArgumentGrounding.Require, 0, 0),
        ["prefer", string bonus] when Number(bonus) is { } value => new(ArgumentGrounding.Prefer, value, value),
        ["prefer", string bonus, string word] when Number(bonus) is { } value && Number(word) is { } inside => new(ArgumentGrounding.Prefer, value, inside),
        _ => null,
    };

    /// <summary>As it is given.</summary>
    public override string ToString() => Grounding == ArgumentGrounding.Prefer
        ? string.Create(CultureInfo.InvariantCulture, $"prefer:{Bonus}:{WordBonus}") : Grounding.ToString().ToLowerInvariant();

    private static float? Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 100 ? value : null;
}
