namespace EdgeAgent.Models.Foreign;

/// <summary>One of the graphs that a folder holds for the same model: <c>model.onnx</c>, <c>onnx/model_q4.onnx</c> and the like.</summary>
/// <param name="File">Its name in the folder.</param>
/// <param name="Name">What users call it: the part after <c>model_</c>; <c>fp32</c> for <c>model.onnx</c>.</param>
internal sealed record GraphVariant(string File, string Name)
{
    private const string Stem = "model";
    private const string Plain = "fp32";

    // The smallest that a CPU computes as it is stored first; half precision last, which a CPU must widen.
    private static readonly string[] Preferred = ["q4", "quantized", "int8", "uint8", Plain, "q4f16", "fp16"];

    /// <summary>Bits of a weight by its name; 0 where the name does not tell.</summary>
    public int Bits => Name switch
    {
        "q4" or "q4f16" or "bnb4" => 4,
        "quantized" or "int8" or "uint8" or "q8" => 8,
        "fp16" => 16,
        _ => 0,
    };

    /// <summary>Whether keys and values are float16 by its name.</summary>
    public bool HasHalves => Name is "fp16" or "q4f16";

    /// <summary>Whether the folder has a graph, in it or in <c>onnx/</c>.</summary>
    public static bool AnyIn(string folder) => Graphs(folder).Any();

    /// <summary>The variant of that name or file, or without one the preferred.</summary>
    /// <exception cref="ModelException">EA4063: there is none such.</exception>
    public static GraphVariant Choose(string folder, string? wanted)
    {
        GraphVariant[] all = [.. Graphs(folder)];
        string[] names = [.. all.Select(static one => one.Name)];
        if (wanted is null)
        {
            return all.Where(static one => IsModel(one.File)).OrderBy(static one => Rank(one.Name)).FirstOrDefault()
                ?? throw ForeignErrors.Variant($"None of the folder's graphs is a model*.onnx, so one must be named: {string.Join(", ", names)}.", folder, names);
        }
        return Array.Find(all, one => one.Name == wanted || one.File == wanted || Path.GetFileName(one.File) == wanted)
            ?? throw ForeignErrors.Variant($"The folder has no variant '{wanted}'; it has {string.Join(", ", names)}.", folder, names);
    }

    private static IEnumerable<GraphVariant> Graphs(string folder)
    {
        foreach (string place in (string[])["", "onnx"])
        {
            string inside = Path.Combine(folder, place);
            if (!Directory.Exists(inside)) continue;
            foreach (string file in Directory.EnumerateFiles(inside, "*.onnx").Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal))
                yield return new(place.Length == 0 ? file : $"{place}/{file}", NameOf(Path.GetFileNameWithoutExtension(file)));
        }
    }

    private static string NameOf(string stem) => stem == Stem ? Plain : stem.StartsWith(Stem + "_", StringComparison.Ordinal) ? stem[(Stem.Length + 1)..] : stem;

    private static bool IsModel(string file) => Path.GetFileName(file).StartsWith(Stem, StringComparison.Ordinal);

    private static int Rank(string name) => Array.IndexOf(Preferred, name) is >= 0 and int place ? place : Preferred.Length;
}
