using System.Text;
using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.Grammar;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Walks;

/// <summary>A vocabulary to walk with, and which of its tokens lead towards the end of a document.</summary>
internal sealed class WalkVocabulary
{
    // Tokens that straddle JSON's joints, words and parts of words, a character's parts.
    private static readonly string[] s_joined =
    [
        "{\"", "\"}", "\": ", "\": \"", "\", \"", ", \"", "\"]", "[\"", "[[", "]]", "}}", "{}", "[]", "\":", "\",", ": ", ", ", "},", "]}", "12", "0.", ".5", "e1",
        "true", "false", "null", "na", "me", "name", "type", "http", "://", "www.", ".com", "2024-", "-01", "T00:", ":00", "a", "ab", "abc", " a", "è", "😀", "\\n", "\\\"", "\\u00", "a\"",
    ];

    private readonly ulong[] _closing;

    private readonly Func<ReadOnlySpan<byte>, int[]> _encode;

    private WalkVocabulary(GrammarVocabulary grammar, Func<int, ReadOnlyMemory<byte>> bytes, Func<ReadOnlySpan<byte>, int[]> encode)
    {
        (Grammar, _encode) = (grammar, encode);
        _closing = new ulong[grammar.WordCount];
        for (int id = 0; id < grammar.Size; id++)
            if (bytes(id).Span is [(byte)'"' or (byte)'}' or (byte)']', ..]) _closing[id >> 6] |= 1UL << id;
        foreach (int id in grammar.EndIds) _closing[id >> 6] |= 1UL << id;
    }

    public GrammarVocabulary Grammar { get; }

    /// <summary>The tokens that begin by closing a string, an array or an object, and those that end the text.</summary>
    public ReadOnlySpan<ulong> Closing => _closing;

    /// <summary>Every byte and some longer tokens: small, so that walks are fast and their bytes mixed.</summary>
    public static WalkVocabulary Small()
    {
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        tokens.AddRange(s_joined.Select(Encoding.UTF8.GetBytes).Where(text => text.Length > 1));
        tokens.Add([]); // the end
        GrammarVocabulary vocabulary = new(tokens.Count, id => tokens[id], [], [tokens.Count - 1]);
        return new WalkVocabulary(vocabulary, id => tokens[id], text =>
        {
            int[] ids = new int[text.Length]; // byte by byte
            for (int i = 0; i < ids.Length; i++) ids[i] = text[i];
            return ids;
        });
    }

    /// <summary>A tokenizer's.</summary>
    public static WalkVocabulary Of(Tokenizer tokenizer) => new(MaskVocabulary.Of(tokenizer), id => tokenizer.TokenBytes(id).ToArray(), text => tokenizer.EncodeBytes(text));

    /// <summary>A way to spell a text.</summary>
    public int[] Encode(ReadOnlySpan<byte> text) => _encode(text);
}
