using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>Packages that other tools wrote: a descriptor is inferred from what lies in the folder. Nothing is written.</summary>
internal static class ForeignLayout
{
    /// <summary>The descriptor of a folder; null where its layout is none that is known.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <param name="variant">Which of several graphs; null for the preferred.</param>
    /// <exception cref="ModelException">EA4005, EA4060 to EA4063: the layout is known, but the folder cannot be used.</exception>
    public static ModelDescriptor? Infer(string folder, string? variant)
    {
        bool genAi = File.Exists(Path.Combine(folder, GenAiConfig.FileName));
        if (!genAi && !(File.Exists(Path.Combine(folder, HuggingFaceModel.FileName)) && GraphVariant.AnyIn(folder))) return null;
        if (genAi && variant is not null)
            throw ForeignErrors.Variant($"{GenAiConfig.FileName} names one graph; the package has no variant '{variant}'.", folder, []);
        ModelDescriptor descriptor = genAi ? GenAiLayout.Infer(folder) : OptimumLayout.Infer(folder, variant);
        string path = Path.Combine(folder, genAi ? GenAiConfig.FileName : HuggingFaceModel.FileName);
        try
        {
            DescriptorRules.Check(descriptor, path);
            return descriptor;
        }
        catch (JsonException e)
        {
            throw ForeignErrors.Malformed($"The package's numbers do not hold together: {e.Message}", path);
        }
    }
}
