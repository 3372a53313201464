using System.Text;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>decoder</c>.</summary>
internal static class DecoderReader
{
    private const string Supported = "ByteLevel alone, Metaspace alone, Sequence of Replace, ByteFallback, Fuse, Strip in this order";

    /// <summary>The steps of a SentencePiece-style decoder; null for ByteLevel.</summary>
    public static PieceDecoderSteps? Read(JsonPart part)
    {
        if (part.IsNull) throw TokenizerErrors.UnsupportedComponent("decoder", null, part.Pointer, Supported);
        JsonPart[] flat = [.. Flatten(part)];
        if (flat is [{ Type: "ByteLevel" }]) return null;
        var steps = new PieceDecoderSteps();
        int stage = 0;   // what came last of Replace 1, ByteFallback 2, Fuse 3, Strip 4; Metaspace stands alone
        foreach (JsonPart step in flat)
        {
            int next = step.Type switch { "Replace" => 1, "ByteFallback" => 2, "Fuse" => 3, "Strip" => 4, "Metaspace" => 5, _ => 0 };
            if (next == 0 || (next == 5 && stage != 0)) throw TokenizerErrors.UnsupportedComponent("decoder", step.Type, step.Pointer, Supported);
            if (next < stage || stage == 5 || (next == 4 && stage != 3) || (next == stage && next > 1))
                throw TokenizerErrors.UnsupportedSetting($"The decoder {step.Type} is not supported at this place.", step.Pointer, $"Use {Supported}.");
            stage = next;
            ReadStep(step, steps);
        }
        return steps;
    }

    private static IEnumerable<JsonPart> Flatten(JsonPart part)
        => part.Type == "Sequence" ? part["decoders"].Items().SelectMany(Flatten) : [part];

    private static void ReadStep(JsonPart step, PieceDecoderSteps steps)
    {
        switch (step.Type)
        {
            case "Replace":
                steps.Replacements.Add(new(NormalizerReader.FixedPattern(step), Encoding.UTF8.GetBytes(step["content"].String())));
                break;
            case "ByteFallback": steps.ByteFallback = true; break;
            case "Strip":
                if (step["content"].String() != " " || !step["stop"].IsZero)
                    throw TokenizerErrors.UnsupportedSetting("Strip of other text than leading spaces is not supported.", step.Pointer,
                        "Use the content \" \" and the stop 0.");
                steps.StripStart = step["start"].Int32(1 << 20);
                break;
            case "Metaspace":
                var metaspace = MetaspaceSettings.Read(step);
                steps.Replacements.Add(new(Bpe.SpaceMark.Utf8.ToArray(), [(byte)' ']));
                steps.FirstLosesSpaces = metaspace.Prefix != Pipeline.PrefixScheme.Never;
                break;
        }
    }
}
