namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The errors of reading a GGUF file, in one place so that they read alike.</summary>
internal static class GgufErrors
{
    public static TokenizerException Unreadable(string file, Exception inner)
        => new("EA3030", "The GGUF file cannot be read.", file,
            "Check that the file is there and may be read; of a split model, all parts must lie in one folder.", inner);

    public static TokenizerException NotGguf(string what, string file, long offset)
        => new("EA3031", what, $"{file}, byte {offset}",
            "Give a GGUF file of version 2 or 3, little-endian, as llama.cpp's converter writes it.");

    public static TokenizerException Malformed(string what, string file, long offset, Exception? inner = null)
        => new("EA3032", what, $"{file}, byte {offset}", "The file is damaged or cut short: get it again and compare its sha256.", inner);

    public static TokenizerException WrongPart(string what, string file)
        => new("EA3033", what, file, "Put all parts of the split model, from one source and with their own names, in one folder.");
}
