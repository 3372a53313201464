using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;
using EdgeAgent.TestData;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.EndToEnd.Tests.Constrained;

/// <summary>A constrained text is spelt as the tokenizer spells it: the mask allows every token of that spelling, and what is forced is part of it.</summary>
public sealed class CanonicalTokensTests(ITestOutputHelper output)
{
    private static readonly GrammarOptions s_options = new() { KeyOrder = KeyOrder.Any, Undeclared = UndeclaredProperties.AsTheSchemaSays };

    /// <summary>Valid instances of every twentieth of MaskBench's schemas for development.</summary>
    private static IEnumerable<(SchemaDocument Schema, string Id, List<byte[]> Texts)> Rows()
    {
        using GZipStream stream = new(File.OpenRead(SharedData.Require("data", "maskbench-dev.jsonl.gz")), CompressionMode.Decompress);
        using StreamReader lines = new(stream, Encoding.UTF8);
        for (int row = 0; lines.ReadLine() is string line; row++)
        {
            if (row % 20 != 0) continue;
            using JsonDocument json = JsonDocument.Parse(line);
            List<byte[]> texts = [.. json.RootElement.GetProperty("tests").EnumerateArray().Where(t => t.GetProperty("valid").GetBoolean()).Select(t => Encoding.UTF8.GetBytes(t.GetProperty("data").GetRawText()))];
            if (texts.Count > 0) yield return (SchemaDocument.Parse(json.RootElement.GetProperty("schema")), json.RootElement.GetProperty("id").GetString()!, texts);
        }
    }

    [Theory]
    [InlineData("smollm2")]
    [InlineData("llama3")]
    public void FillMask_TextInTheTokenizersOwnTokens_AllowsThemAndForcesNoOthers(string name)
    {
        Tokenizer tokenizer = Tokenizer.LoadJson(Unzipped(SharedData.Require("goldens", "tokenizers", $"{name}.tokenizer.json.gz")));
        GrammarVocabulary vocabulary = MaskVocabulary.Of(tokenizer);
        ulong[] words = new ulong[vocabulary.WordCount];
        (int texts, int tokens, int forced, int otherForms) = (0, 0, 0, 0);
        List<string> wrong = [];
        foreach ((SchemaDocument schema, string id, List<byte[]> instances) in Rows())
        {
            CompiledGrammar grammar;
            try
            {
                grammar = GrammarCompiler.Compile(schema, vocabulary, s_options, TestContext.Current.CancellationToken);
            }
            catch (GrammarException)
            {
                continue; // refused by name: the keyword page's tests
            }
            foreach (byte[] text in instances)
            {
                GrammarMatcher matcher = grammar.CreateMatcher();
                int[] own = tokenizer.EncodeBytes(text);
                texts++;
                int forcedTo = 0;
                for (int at = 0; at < own.Length; at++)
                {
                    int[] run = [.. matcher.ForcedTokens().ToArray().Where(token => !vocabulary.EndIds.Contains(token))];
                    if (!own.AsSpan(at).StartsWith(run)) wrong.Add($"{id}: {Show(tokenizer, run)} is forced and not {Show(tokenizer, own.AsSpan(at, Math.Min(run.Length + 2, own.Length - at)))} after {Encoding.UTF8.GetString(matcher.Text)[^Math.Min(60, matcher.Length)..]}");
                    if (run.Length > 0 && at >= forcedTo) (forced, forcedTo) = (forced + run.Length, at + run.Length);
                    if (matcher.FillMask(words).Contains(own[at]) && matcher.TryAccept(own[at]))
                    {
                        tokens++;
                        continue;
                    }
                    if (AllowsBytes(grammar, tokenizer, text)) wrong.Add($"{id}: {Show(tokenizer, [own[at]])} is refused after {Encoding.UTF8.GetString(matcher.Text)}");
                    else otherForms++; // 1.0 for an integer, 1e5
                    break;
                }
            }
        }
        output.WriteLine($"{name}: {texts} texts ({otherForms} in other forms of numbers), {tokens} tokens, {forced} forced");
        foreach (string line in wrong.Take(30)) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.True(texts - otherForms >= 300 && forced > tokens / 10, $"{texts} texts, {forced} forced of {tokens} tokens");
    }

    private static bool AllowsBytes(CompiledGrammar grammar, Tokenizer tokenizer, byte[] text)
    {
        GrammarMatcher matcher = grammar.CreateMatcher();
        foreach (byte b in text)
            if (!matcher.TryAccept(Enumerable.Range(0, tokenizer.VocabularySize).First(id => tokenizer.TokenBytes(id).SequenceEqual([b])))) return false;
        return true;
    }

    private static string Show(Tokenizer tokenizer, ReadOnlySpan<int> ids)
    {
        StringBuilder text = new();
        foreach (int id in ids) text.Append('⟨').Append(Encoding.UTF8.GetString(tokenizer.TokenBytes(id))).Append('⟩');
        return text.ToString();
    }

    private static byte[] Unzipped(string path)
    {
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
