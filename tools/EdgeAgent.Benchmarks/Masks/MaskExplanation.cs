using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Shows what the engine makes of one schema and its instances, for whoever looks for a failure's cause.</summary>
internal sealed class MaskExplanation(MaskBenchmarkOptions options)
{
    private const int ShownTokens = 40;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Tokenizer _tokenizer = Tokenizer.LoadJson(InputFile.Read(options.TokenizerPath));

    public int Write(string id, TextWriter output)
    {
        MaskRow row = MaskData.Read(options.DataPath, _tokenizer, checkTokens: false).Find(row => row.Id == id)
            ?? throw new InvalidDataException($"{options.DataPath} has no row with the id '{id}'.");
        output.WriteLine($"{row.Id} ({row.Dataset}); {MaskSettings.Main}");
        output.WriteLine(JsonNode.Parse(row.Schema)!.ToJsonString(s_indented));
        CompiledGrammar grammar;
        try
        {
            grammar = GrammarCompiler.Compile(SchemaDocument.Parse(row.Schema), MaskVocabulary.Of(_tokenizer), MaskSettings.Main.Options);
        }
        catch (Exception e) when (e is GrammarException or JsonSchemaException)
        {
            output.WriteLine($"does not compile: {e.Message}");
            return Arguments.Failed;
        }
        output.WriteLine($"compiled: {grammar.StateCount:N0} states");
        foreach (GrammarRemark remark in grammar.Remarks) output.WriteLine($"remark: {remark.Pointer} {remark.Keyword}: {remark.Reason}");
        // The times shown are those of code and states that are there.
        for (int warmUp = 0; warmUp < 3; warmUp++)
            foreach (MaskInstance instance in row.Instances) Walk(grammar, instance, TextWriter.Null);
        foreach (MaskInstance instance in row.Instances) Walk(grammar, instance, output);
        return Arguments.Done;
    }

    private void Walk(CompiledGrammar grammar, MaskInstance instance, TextWriter output)
    {
        output.WriteLine($"test {instance.Index}, {(instance.Valid ? "valid" : "invalid")} ({instance.Description}): {Encoding.UTF8.GetString(instance.Text)}");
        ulong[] words = new ulong[grammar.Vocabulary.WordCount];
        GrammarMatcher matcher = grammar.CreateMatcher();
        foreach (int id in instance.Ids)
        {
            long start = CpuClock.ThreadNanoseconds;
            TokenMask mask = matcher.FillMask(words);
            double time = (CpuClock.ThreadNanoseconds - start) / 1e3;
            bool allowed = mask.Contains(id);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {(allowed ? "ok" : "NO"),-3}{id,7} {Shown(id),-24} {time,9:F1} µs, {matcher.AllowedCount:N0} allowed"));
            if (allowed && matcher.TryAccept(id)) continue;
            output.WriteLine($"  at {InstancePlace.PointerAfter(matcher.Text)}, byte {matcher.Length}; allowed: {Allowed(mask)}");
            return;
        }
        output.WriteLine($"  {(matcher.IsAccepting ? "may end" : "may NOT end")} here");
    }

    private string Allowed(TokenMask mask)
    {
        StringBuilder tokens = new();
        int shown = 0;
        for (int id = 0; id < mask.VocabSize; id++)
        {
            if (!mask.Contains(id)) continue;
            if (++shown > ShownTokens) return tokens.Append('…').ToString();
            tokens.Append(Shown(id)).Append(' ');
        }
        return tokens.ToString();
    }

    private string Shown(int id) => JsonSerializer.Serialize(Encoding.UTF8.GetString(_tokenizer.TokenBytes(id)), s_indented);
}
