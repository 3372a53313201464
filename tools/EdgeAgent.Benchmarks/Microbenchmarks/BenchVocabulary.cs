using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.Grammar;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>The vocabulary of a run: benchmarks are made by their runner, which gives them nothing.</summary>
internal static class BenchVocabulary
{
    private static (Tokenizer Tokenizer, GrammarVocabulary Grammar)? s_loaded;

    public static Tokenizer Tokenizer => Loaded.Tokenizer;

    public static GrammarVocabulary Grammar => Loaded.Grammar;

    private static (Tokenizer Tokenizer, GrammarVocabulary Grammar) Loaded => s_loaded ?? throw new InvalidOperationException("Load a tokenizer first.");

    public static void Load(string path)
    {
        Tokenizer tokenizer = Tokenizer.LoadJson(InputFile.Read(path));
        s_loaded = (tokenizer, MaskVocabulary.Of(tokenizer));
    }
}
