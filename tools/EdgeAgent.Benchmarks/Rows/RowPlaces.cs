namespace EdgeAgent.Benchmarks.Rows;

/// <summary>Where tokenizers and templates lie.</summary>
/// <param name="Goldens">The folder with <c>tokenizers</c> and <c>templates</c>.</param>
/// <param name="Models">The folder with a folder for each model that came with the library.</param>
/// <param name="Gemma">Gemma 3's tokenizer.json; null where it is not at hand.</param>
internal sealed record RowPlaces(string Goldens, string Models, string? Gemma);
