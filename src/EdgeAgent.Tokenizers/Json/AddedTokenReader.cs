using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads <c>added_tokens</c>.</summary>
internal static class AddedTokenReader
{
    public static IReadOnlyList<AddedToken> Read(JsonPart part, TokenTable vocabulary, int vocabularyCount)
    {
        if (part.IsNull) return [];
        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        int highest = -1;
        foreach (JsonPart item in part.Items())
        {
            AddedToken token = ReadOne(item);
            if (token.Content.Length == 0) continue;   // Hugging Face's library passes over it too
            if (!tokens.TryAdd(token.Content, token))
                throw TokenizerErrors.BadAddedToken($"The added token '{token.Content}' is given twice.", item.Pointer,
                    "Remove one of them.");
            int expected = ExpectedId(token, vocabulary, vocabularyCount, highest);
            if (token.Id != expected)
            {
                throw TokenizerErrors.BadAddedToken(
                    $"The added token '{token.Content}' says id {token.Id}, but Hugging Face's library gives it {expected}.", item["id"].Pointer,
                    "Put the token into the vocabulary with its id, or give added tokens the ids that follow the vocabulary, in order.");
            }
            highest = Math.Max(highest, token.Id);
        }
        return [.. tokens.Values];
    }

    /// <summary>The library takes the vocabulary's id, or else the next free one after vocabulary and added tokens; what the file says does
    /// not count.</summary>
    private static int ExpectedId(AddedToken token, TokenTable vocabulary, int vocabularyCount, int highest)
        => vocabulary.TryGetId(System.Text.Encoding.UTF8.GetBytes(token.Content), out int id) ? id
            : highest >= vocabularyCount ? highest + 1 : vocabularyCount;

    private static AddedToken ReadOne(JsonPart item) => new()
    {
        Content = item["content"].String(),
        Id = item["id"].Int32(ModelTables.LargestId),
        IsSpecial = item["special"].Bool(),
        SingleWord = item["single_word"].Bool(),
        LeftStrip = item["lstrip"].Bool(),
        RightStrip = item["rstrip"].Bool(),
        Normalized = item["normalized"].Bool(),
    };
}
