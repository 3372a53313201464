namespace EdgeAgent.Tokenizers.Json;

internal static class TokenizerJsonLoader
{
    public static Tokenizer LoadFile(string path) => Load(File.ReadAllBytes(path));

    public static Tokenizer Load(ReadOnlySpan<byte> utf8Json) => throw new TokenizerException("EA3001", "Not there yet.", "here", "Wait.");
}
