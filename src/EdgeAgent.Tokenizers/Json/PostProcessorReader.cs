namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>post_processor</c>: which ids go before and after a single text.</summary>
internal static class PostProcessorReader
{
    private const string Supported = "TemplateProcessing, ByteLevel, Sequence, null";

    public static (int[] Before, int[] After) Read(JsonPart part)
    {
        List<int> before = [], after = [];
        if (!part.IsNull) Collect(part, before, after);
        return ([.. before], [.. after]);
    }

    /// <summary>Later processors wrap what earlier ones made.</summary>
    private static void Collect(JsonPart part, List<int> before, List<int> after)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (JsonPart item in part["processors"].Items()) Collect(item, before, after);
                break;
            case "TemplateProcessing": ReadTemplate(part, before, after); break;
            case "ByteLevel": break;   // changes offsets only
            default: throw TokenizerErrors.UnsupportedComponent("post-processor", part.Type, part.Pointer, Supported);
        }
    }

    private static void ReadTemplate(JsonPart part, List<int> before, List<int> after)
    {
        List<int> ahead = [];
        bool seen = false;
        foreach (JsonPart piece in part["single"].Items())
        {
            if (!piece["SpecialToken"].IsNull) (seen ? after : ahead).AddRange(Ids(part["special_tokens"], piece["SpecialToken"]["id"].String()));
            else if (!seen && piece["Sequence"]["id"].String() == "A") seen = true;
            else throw TokenizerErrors.UnsupportedSetting("A template for a single text must hold the sequence A once.", piece.Pointer, "Write it with special tokens and one {\"Sequence\": {\"id\": \"A\"}}.");
        }
        if (!seen) throw TokenizerErrors.UnsupportedSetting("A template for a single text must hold the sequence A once.", part["single"].Pointer, "Add {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}.");
        before.InsertRange(0, ahead);
    }

    private static IEnumerable<int> Ids(JsonPart specials, string name)
    {
        JsonPart entry = specials[name];
        if (entry.IsNull) throw TokenizerErrors.Malformed($"The template names '{name}', which special_tokens does not have.", specials.Pointer);
        return entry["ids"].Items().Select(static id => id.Int32(ModelTables.LargestId));
    }
}
