using EdgeAgent.Tokenizers.Offsets;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>post_processor</c>: which ids go before and after a single text, and how offsets are trimmed.</summary>
internal sealed class PostProcessorReader
{
    private const string Supported = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence, null";

    /// <summary>The ids before a text.</summary>
    public List<int> Before { get; } = [];

    /// <summary>The ids after a text.</summary>
    public List<int> After { get; } = [];

    /// <summary>How offsets are trimmed, in this order.</summary>
    public List<OffsetTrim> Trims { get; } = [];

    public static PostProcessorReader Read(JsonPart part)
    {
        var reader = new PostProcessorReader();
        if (!part.IsNull) reader.Collect(part);
        return reader;
    }

    /// <summary>Later processors wrap what earlier ones made.</summary>
    private void Collect(JsonPart part)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (JsonPart item in part["processors"].Items()) Collect(item);
                break;
            case "TemplateProcessing": ReadTemplate(part); break;
            case "ByteLevel": ReadTrim(part); break;
            case "RobertaProcessing":
                ReadTrim(part);
                ReadPair(part);
                break;
            case "BertProcessing": ReadPair(part); break;
            default: throw TokenizerErrors.UnsupportedComponent("post-processor", part.Type, part.Pointer, Supported);
        }
    }

    private void ReadTrim(JsonPart part)
    {
        if (part["trim_offsets"].Bool(missing: true)) Trims.Add(new(part["add_prefix_space"].Bool(missing: true), Before.Count));
    }

    /// <summary>The classifier token before a text and the separator after it, each as its string and its id.</summary>
    private void ReadPair(JsonPart part)
    {
        Before.Insert(0, ReadId(part["cls"]));
        After.Add(ReadId(part["sep"]));
    }

    private static int ReadId(JsonPart part)
        => part.Items().ToArray() is [_, JsonPart id] ? id.Int32(ModelTables.LargestId)
            : throw TokenizerErrors.Malformed("A token and its id are expected here.", part.Pointer);

    private void ReadTemplate(JsonPart part)
    {
        List<int> ahead = [];
        bool seen = false;
        foreach (JsonPart piece in part["single"].Items())
        {
            List<int> side = seen ? After : ahead;
            if (!piece["SpecialToken"].IsNull) side.AddRange(Ids(part["special_tokens"], piece["SpecialToken"]["id"].String()));
            else if (!seen && piece["Sequence"]["id"].String() == "A") seen = true;
            else throw NotOneSequence(piece.Pointer);
        }
        if (!seen) throw NotOneSequence(part["single"].Pointer);
        Before.InsertRange(0, ahead);
    }

    private static TokenizerException NotOneSequence(string pointer) => TokenizerErrors.UnsupportedSetting(
        "A template for a single text must hold the sequence A once.", pointer,
        "Write it with special tokens and one {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}.");

    private static IEnumerable<int> Ids(JsonPart specials, string name)
    {
        JsonPart entry = specials[name];
        if (entry.IsNull)
            throw TokenizerErrors.Malformed($"The template names '{name}', which special_tokens does not have.", specials.Pointer);
        return entry["ids"].Items().Select(static id => id.Int32(ModelTables.LargestId));
    }
}
