using System.Text.Json;
using EdgeAgent.Models;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>A text to be predicted.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Content">The text.</param>
/// <param name="Ids">Its ids for a package without a tokenizer, where they are known.</param>
internal sealed record PerplexityText(string Name, string Content, int[]? Ids = null)
{
    /// <summary>A text file.</summary>
    public static PerplexityText OfFile(string path) => new(Path.GetFileName(path), File.ReadAllText(path));

    /// <summary>The texts of a file of goldens: <c>texts.LANGUAGE</c> with <c>text</c> and <c>ids</c>.</summary>
    /// <exception cref="InvalidDataException">The file is no such file.</exception>
    public static IReadOnlyList<PerplexityText> OfGoldens(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. json.RootElement.GetProperty("texts").EnumerateObject().Select(static text => new PerplexityText(
                text.Name, text.Value.GetProperty("text").GetString()!,
                [.. text.Value.GetProperty("ids").EnumerateArray().Select(static id => id.GetInt32())]))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is no file of goldens with `texts`: {e.Message}", e);
        }
    }

    /// <summary>The ids by a package's tokenizer, at most so many.</summary>
    /// <exception cref="InvalidDataException">The package has no tokenizer and the ids are not known, or fewer than two come out.</exception>
    public int[] IdsFor(ModelPackage package, int most)
    {
        int[]? ids = package.Descriptor.Tokenizer is string file ? Tokenizer.Load(package.PathOf(file)).Encode(Content) : Ids;
        if (ids is null) throw new InvalidDataException($"{package.Folder} has no tokenizer: convert it again with --tokenizer FILE.");
        return ids.Length >= 2 ? ids[..Math.Min(most, ids.Length)] : throw new InvalidDataException($"The text {Name} has fewer than two tokens.");
    }
}
