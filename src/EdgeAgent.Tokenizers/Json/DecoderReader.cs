namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>decoder</c>.</summary>
internal static class DecoderReader
{
    public static void RequireByteLevel(JsonPart part)
    {
        if (part.IsNull || part.Type != "ByteLevel")
            throw TokenizerErrors.UnsupportedComponent("decoder", part.IsNull ? null : part.Type, part.Pointer, "ByteLevel");
    }
}
