using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers;

/// <summary>Changes to the text of a <c>tokenizer.json</c> that keep all the rest of it byte for byte. Stateless.</summary>
public static class TokenizerJson
{
    /// <summary>Renames added tokens, wherever the file names them: in <c>added_tokens</c>, the vocabulary, the post-processor and as the
    /// unknown token.</summary>
    /// <remarks>For files whose reserved tokens stand for those of a model that was trained with them: the ids stay.</remarks>
    /// <param name="json">The text of the file.</param>
    /// <param name="names">New names by old names.</param>
    /// <exception cref="TokenizerException">EA3002: the text is not JSON. EA3009: an old name is no added token of the file, or a new name
    /// is one already or part of the vocabulary.</exception>
    public static string RenameAddedTokens(string json, IReadOnlyDictionary<string, string> names)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(names);
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        var renamer = new AddedTokenRenamer(names);
        try
        {
            renamer.Read(utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw TokenizerErrors.NotJson("The text is not JSON, or stops too early.", "the text given to RenameAddedTokens", e);
        }
        return Encoding.UTF8.GetString(renamer.Write(utf8));
    }
}
