using System.Text;
using EdgeAgent.Conversion.Checkpoints;
using EdgeAgent.Models;
using EdgeAgent.Models.Foreign;
using EdgeAgent.Tokenizers;
using EdgeAgent.Tokenizers.Gguf;

namespace EdgeAgent.Conversion.Packaging;

/// <summary>What goes into a package beside the network: tokenizer, chat template, and the ids of special tokens.</summary>
internal sealed record TokenizerParts(byte[]? Json, string? Template, SpecialTokens Tokens)
{
    public static TokenizerParts Collect(Checkpoint checkpoint, ConversionOptions options)
    {
        string? given = options.Tokenizer;
        string? folder = (checkpoint as HuggingFaceCheckpoint)?.Folder;
        byte[]? json = given is not null ? TokenizerFiles.Read(given)
            : checkpoint is GgufCheckpoint gguf ? OfGguf(gguf.Header)
            : folder is not null && File.Exists(Path.Combine(folder, TokenizerFiles.Name)) ? TokenizerFiles.Read(folder) : null;
        IReadOnlyDictionary<string, string>? renames = options.TokenRenames
            ?? (options.Random is not null && given is not null ? options.Entry?.StandIn?.Renames : null);
        if (json is not null && renames is { Count: > 0 })
            json = Rename(json, renames, given ?? folder ?? checkpoint.Where);
        string? template = options.ChatTemplate is string file ? TokenizerFiles.ReadText(file)
            : (checkpoint as GgufCheckpoint)?.Template ?? TokenizerFiles.FindTemplate(folder) ?? options.Entry?.TemplateText
                ?? TokenizerFiles.FindTemplate(given);
        return new(json, template, Complete(checkpoint, options.Entry, json, given));
    }

    private static byte[] Rename(byte[] json, IReadOnlyDictionary<string, string> renames, string where)
    {
        try
        {
            return Encoding.UTF8.GetBytes(TokenizerJson.RenameAddedTokens(Encoding.UTF8.GetString(json), renames));
        }
        catch (TokenizerException e)
        {
            throw ConversionErrors.Tokenizer($"Its tokens cannot be renamed: {e.What}", $"{where}, {e.Where}", e);
        }
    }

    // Null for a file of weights only, as llama.cpp marks it.
    private static byte[]? OfGguf(GgufHeader header)
        => header.TryGetString("tokenizer.ggml.model", out string? model) && model is not ("none" or "no_vocab")
            ? Encoding.UTF8.GetBytes(GgufTokenizer.ToTokenizerJson(header)) : null;

    // The checkpoint's own ids decide; what it does not tell is looked up by the texts that the manifest or the tokenizer's configuration
    // gives.
    private static SpecialTokens Complete(Checkpoint checkpoint, ModelManifestEntry? entry, byte[]? json, string? given)
    {
        SpecialTokens told = checkpoint.Tokens;
        if (json is null) return told;
        using TokenIds ids = new(json, checkpoint.Architecture.Vocabulary);
        ManifestTokens? names = entry?.Tokens ?? TokenizerFiles.FindTokens(given);
        if (names is null) return told;
        return new()
        {
            Bos = told.Bos ?? ids.Find(names.Bos),
            Eos = told.Eos.Count > 0 ? told.Eos : [.. names.Eos.Select(ids.Find).OfType<int>()],
            Pad = told.Pad ?? ids.Find(names.Pad),
        };
    }
}
