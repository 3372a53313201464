using System.Text;
using EdgeAgent.Tokenizers.Normalizers;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>normalizer</c>: its steps in order.</summary>
internal static class NormalizerReader
{
    private const string Supported = "NFC, Precompiled, Prepend, Replace, Sequence, null";

    public static List<Normalizer> Read(JsonPart part)
    {
        List<Normalizer> steps = [];
        if (!part.IsNull) Collect(part, steps);
        return steps;
    }

    /// <summary>The steps for text that continues other text.</summary>
    public static Normalizer? Continuing(IEnumerable<Normalizer> steps)
        => NormalizerChain.Of([.. steps.Where(static step => step is not PrependNormalizer)]);

    private static void Collect(JsonPart part, List<Normalizer> steps)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (JsonPart item in part["normalizers"].Items()) Collect(item, steps);
                break;
            case "NFC": steps.Add(new NfcNormalizer()); break;
            case "Prepend": steps.Add(new PrependNormalizer(Encoding.UTF8.GetBytes(part["prepend"].String()))); break;
            case "Replace":
                steps.Add(new ReplaceNormalizer(FixedPattern(part), Encoding.UTF8.GetBytes(part["content"].String())));
                break;
            case "Precompiled": steps.Add(ReadPrecompiled(part["precompiled_charsmap"])); break;
            default: throw TokenizerErrors.UnsupportedComponent("normalizer", part.Type, part.Pointer, Supported);
        }
    }

    private static PrecompiledNormalizer ReadPrecompiled(JsonPart part)
    {
        byte[] bytes = new byte[part.String().Length];
        return Convert.TryFromBase64String(part.String(), bytes, out int length) && PrecompiledMap.TryRead(bytes.AsSpan(0, length)) is { } map
            ? new(map) : throw TokenizerErrors.BadCharacterMap(part.Pointer);
    }

    /// <summary>The fixed text that a Replace or Split looks for.</summary>
    public static byte[] FixedPattern(JsonPart part)
    {
        JsonPart pattern = part["pattern"]["String"];
        if (pattern.IsNull)
            throw TokenizerErrors.UnsupportedSetting($"{part.Type} with a regex is not supported here.", part["pattern"].Pointer,
                "Use a fixed String, or derive an own Tokenizer.");
        return pattern.String().Length > 0 ? Encoding.UTF8.GetBytes(pattern.String())
            : throw TokenizerErrors.Malformed("A pattern must not be empty.", pattern.Pointer);
    }
}
