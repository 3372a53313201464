using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>What the numbers of a network must satisfy, whatever file told them.</summary>
internal static class ArchitectureRules
{
    /// <summary>Gives the numbers back if they hold together.</summary>
    /// <exception cref="ConversionException">EA4102: they do not.</exception>
    public static ModelArchitecture Check(ModelArchitecture architecture, string where)
    {
        try
        {
            DescriptorRules.CheckArchitecture(architecture);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw ConversionErrors.Setting($"The model's numbers do not hold together: {e.Message}", where, e);
        }
        if (!double.IsFinite(architecture.Rope.Theta) || !float.IsFinite(architecture.NormEpsilon))
            throw ConversionErrors.Setting("The base of the rotary frequencies or the norms' epsilon is not finite.", where);
        // Bounds the products of sizes that follow, so that none overflows; the largest network known here is 64 times smaller.
        // Tables of angles take memory for each number of a head, whatever the weights' size: Gemma's heads have the most known, 256.
        if (architecture.HeadSize > 512 || (long)architecture.Heads * architecture.HeadSize > 1 << 24 || architecture.Hidden > 1 << 24 || architecture.Layers > 1 << 12
            || architecture.Mlp > 1 << 24)
            throw ConversionErrors.Setting("The model's numbers are beyond any network that is known.", where);
        return architecture;
    }
}
