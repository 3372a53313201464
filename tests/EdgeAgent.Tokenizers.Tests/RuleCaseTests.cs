using System.Text.Json.Nodes;
using EdgeAgent.TestData;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Each pre-tokenizer, the unigram model and Precompiled, as Hugging Face's crate runs them: Data/rules.json, see Data/README.md.</summary>
public sealed class RuleCaseTests
{
    private static readonly JsonNode s_file = JsonNode.Parse(File.ReadAllText(
        SharedData.InRepository("tests", "EdgeAgent.Tokenizers.Tests", "Data", "rules.json")))!;

    public static TheoryData<string> Names => [.. s_file["cases"]!.AsArray().Select(static rule => (string)rule!["name"]!)];

    [Theory, MemberData(nameof(Names))]
    public void Encode_EveryText_GivesTheCratesIdsAndOffsets(string name)
    {
        JsonObject rule = s_file["cases"]!.AsArray().Single(rule => (string)rule!["name"]! == name)!.AsObject();
        Tokenizer tokenizer = Tokenizer(rule);
        JsonArray texts = s_file["texts"]!.AsArray();
        for (int i = 0; i < texts.Count; i++)
        {
            int[] expected = [.. rule["ids"]![i]!.AsArray().Select(static id => (int)id!)];
            Assert.Equal(expected, tokenizer.Encode((string)texts[i]!));
            Assert.Equal(expected, tokenizer.EncodeBytes(System.Text.Encoding.UTF8.GetBytes((string)texts[i]!)));
            EncodedText encoded = tokenizer.EncodeWithOffsets((string)texts[i]!);
            Assert.Equal(expected, encoded.Ids);
            Assert.Equal(rule["offsets"]![i]!.AsArray().Select(static offset => (int)offset!),
                encoded.Spans.SelectMany(static span => new[] { span.Start, span.Start + span.Length }));
        }
    }

    /// <summary>The tokenizer of a case.</summary>
    public static Tokenizer Tokenizer(JsonObject rule)
    {
        JsonObject json = rule.DeepClone().AsObject();
        json["model"] = s_file["models"]![(string)rule["model"]!]!.DeepClone();
        return json.Load();
    }

    /// <summary>A model of the file, by name.</summary>
    public static JsonObject Model(string name) => s_file["models"]![name]!.DeepClone().AsObject();

    /// <summary>The texts.</summary>
    public static IEnumerable<string> Texts => s_file["texts"]!.AsArray().Select(static text => (string)text!);
}
