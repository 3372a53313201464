using System.Globalization;
using EdgeAgent.Agents;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>A way of binding arguments that is measured.</summary>
/// <param name="Grounding">The way.</param>
/// <param name="Bonus">With <see cref="ArgumentGrounding.Prefer"/>.</param>
internal sealed record GroundingMode(ArgumentGrounding Grounding, float Bonus)
{
    /// <summary>Reads <c>off</c>, <c>require</c> or <c>prefer:BONUS</c>; null for anything else.</summary>
    public static GroundingMode? Parse(string text) => text.Split(':') switch
    {
        ["off"] => new(ArgumentGrounding.Off, 0),
        ["require"] => new(ArgumentGrounding.Require, 0),
        ["prefer", string bonus] when float.TryParse(bonus, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 100 =>
            new(ArgumentGrounding.Prefer, value),
        _ => null,
    };

    /// <summary>As it is given.</summary>
    public override string ToString() => Grounding == ArgumentGrounding.Prefer
        ? string.Create(CultureInfo.InvariantCulture, $"prefer:{Bonus}") : Grounding.ToString().ToLowerInvariant();
}
