using EdgeAgent.Conversion;

namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>A way of quantizing, in the words of <c>edge-agent convert</c>.</summary>
internal static class QuantizationWay
{
    /// <summary>Options of the converter from the command line's.</summary>
    /// <exception cref="InvalidDataException">An option is not known, or its value is not.</exception>
    public static ConversionOptions Apply(string way, ConversionOptions options)
    {
        Queue<string> words = new(way.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        while (words.TryDequeue(out string? word))
            options = word switch
            {
                "--bits" => options with { Weights = Format(Value(word)) },
                "--head" => options with { Table = Format(Value(word)) },
                "--block" => options with { Block = Number(Value(word)) },
                "--accuracy-level" => options with { AccuracyLevel = Number(Value(word)) },
                "--symmetric" => options with { Symmetric = true },
                "--asymmetric" => options with { Symmetric = false },
                _ => throw new InvalidDataException($"'{word}' is not one of --bits, --head, --block, --accuracy-level, --symmetric and --asymmetric."),
            };
        return options;

        string Value(string option) => words.TryDequeue(out string? value) ? value : throw new InvalidDataException($"{option} needs a value.");
    }

    private static int Number(string value) => int.TryParse(value, out int number) ? number : throw new InvalidDataException($"'{value}' is not a number.");

    private static WeightFormat Format(string value) => value switch
    {
        "4" => WeightFormat.Int4,
        "8" => WeightFormat.Int8,
        "32" or "float" => WeightFormat.Float32,
        _ => throw new InvalidDataException($"'{value}' is not one of 4, 8 and 32."),
    };
}
