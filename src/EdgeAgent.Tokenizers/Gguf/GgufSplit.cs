using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>
/// Finds and joins the files of a split model: <c>NAME-00001-of-0000N.gguf</c> with <c>split.no</c> and <c>split.count</c> inside.
/// </summary>
internal static partial class GgufSplit
{
    public static IReadOnlyList<GgufFilePart> ReadAll(GgufFilePart opened)
    {
        Match name = PartName().Match(Path.GetFileName(opened.File));
        if (!name.Success || int.Parse(name.Groups["count"].Value, CultureInfo.InvariantCulture) != opened.Count)
            throw GgufErrors.WrongPart($"The file says that it is one of {opened.Count} parts, but its name does not end in '-00001-of-{opened.Count:D5}.gguf'.", opened.File);
        string folder = Path.GetDirectoryName(opened.File)!;
        GgufFilePart[] parts = new GgufFilePart[opened.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            string file = Path.Combine(folder, $"{name.Groups["stem"].Value}-{i + 1:D5}-of-{opened.Count:D5}.gguf");
            parts[i] = i == opened.Number && file == opened.File ? opened : GgufHeaderReader.Read(file);
            if (parts[i].Number != i || parts[i].Count != opened.Count)
                throw GgufErrors.WrongPart($"This should be part {i + 1} of {opened.Count}, but the file says part {parts[i].Number + 1} of {parts[i].Count}.", file);
        }
        if (parts[0].Metadata.TryGetValue("split.tensors.count", out GgufValue? value) && value.TryGetInt64(out long told)
            && told != parts.Sum(static part => (long)part.Tensors.Count))
            throw GgufErrors.WrongPart($"The parts hold {parts.Sum(static part => part.Tensors.Count)} tensors together, but the first says {told}.", parts[0].File);
        return parts;
    }

    [GeneratedRegex(@"^(?<stem>.*)-(?<number>[0-9]{5})-of-(?<count>[0-9]{5})\.gguf\z", RegexOptions.CultureInvariant)]
    private static partial Regex PartName();
}
