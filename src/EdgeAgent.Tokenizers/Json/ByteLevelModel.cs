using System.Text;
using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Makes the model of a byte-level tokenizer from the tables of its file.</summary>
internal static class ByteLevelModel
{
    public static BpeModel Create(TokenizerFile file, IReadOnlyList<AddedToken> added)
    {
        if (file.Model["byte_fallback"].Bool(missing: false))
            throw TokenizerErrors.UnsupportedSetting("byte_fallback together with ByteLevel is not supported.", "/model/byte_fallback",
                "Set it to false: a byte-level vocabulary has the bytes themselves.");
        int[] byteTokens = ByteTokens(file.Vocabulary);
        TokenTable bytes = ToBytes(file.Vocabulary, file.VocabularyCount, added);
        bool ignoreMerges = file.Model["ignore_merges"].Bool(missing: false);
        CanonicalMerges? canonical = CanonicalMerges.Prove(file.Merges, byteTokens);
        return new BpeModel(file.Merges, byteTokens)
        {
            Vocabulary = file.Vocabulary,
            Bytes = bytes,
            Canonical = canonical,
            IgnoreMerges = ignoreMerges,
            Unmerged = ignoreMerges && canonical is not null ? new UnmergedWords(bytes, canonical) : null,
            FuseUnknown = file.Model["fuse_unk"].Bool(missing: false),
            UnknownToken = file.UnknownToken(),
        };
    }

    /// <summary>
    /// The bytes of each token; one with a character outside the byte-level alphabet means its own text and is never found in a text. Nor
    /// are special tokens: they are matched before words are cut, and where they are not, as in marked data, their text must not give
    /// them after all.
    /// </summary>
    private static TokenTable ToBytes(TokenTable vocabulary, int count, IReadOnlyList<AddedToken> added)
    {
        var table = new TokenTable(count + added.Count);
        HashSet<int> special = [.. added.Where(static token => token.IsSpecial).Select(static token => token.Id)];
        byte[] bytes = new byte[256];
        for (int id = 0; id < vocabulary.Size; id++)
            if (vocabulary.Contains(id)) Add(id, vocabulary[id], findable: !special.Contains(id));
        foreach (AddedToken token in added)
            if (!vocabulary.Contains(token.Id)) Add(token.Id, Encoding.UTF8.GetBytes(token.Content), findable: false);
        return table;

        void Add(int id, ReadOnlySpan<byte> token, bool findable)
        {
            if (token.Length > bytes.Length) bytes = new byte[token.Length * 2];
            if (ByteLevelAlphabet.TryGetBytes(token, bytes, out int length)) table.Add(id, bytes.AsSpan(0, length), findable);
            else table.Add(id, token, findable: false);
        }
    }

    private static int[] ByteTokens(TokenTable vocabulary)
    {
        var tokens = new int[256];
        Span<byte> utf8 = stackalloc byte[2];
        for (int b = 0; b < 256; b++)
        {
            int length = Encoding.UTF8.GetBytes([ByteLevelAlphabet.Character((byte)b)], utf8);
            tokens[b] = vocabulary.TryGetId(utf8[..length], out int id) ? id : -1;
        }
        return tokens;
    }
}
