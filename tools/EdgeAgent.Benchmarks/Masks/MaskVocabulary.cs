using EdgeAgent.Grammar;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>The vocabulary of a tokenizer.json for the grammar engine, as EdgeAgent makes it for a model.</summary>
internal static class MaskVocabulary
{
    // A tokenizer.json does not say which of its special tokens end a text: these do, in the families that EdgeAgent knows.
    private static readonly string[] s_ends = ["<|eot_id|>", "<|im_end|>", "<|end_of_text|>", "<|endoftext|>", "</s>"];

    public static GrammarVocabulary Of(Tokenizer tokenizer)
    {
        int[] special = [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(tokenizer.IsSpecial)];
        int[] ends = [.. s_ends.Select(tokenizer.FindId).OfType<int>()];
        return new GrammarVocabulary(tokenizer.VocabularySize, id => tokenizer.TokenBytes(id).ToArray(), special, ends, tokenizer.EncodeContinuation);
    }
}
