using System.Text;
using System.Text.Json;
using EdgeAgent.TestData;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>Data/README.md says what these cases show.</summary>
public sealed class LibraryCaseTests
{
    [Theory, InlineData("gpt2-nfc"), InlineData("digits-grouped-ignore-merges"), InlineData("unknown-fused"), InlineData("unknown-single")]
    public void Encode_EveryCase_GivesTheLibrarysIds(string name)
    {
        string folder = SharedData.InRepository("tests", "EdgeAgent.Tokenizers.Tests", "Data");
        Tokenizer tokenizer = Tokenizer.Load(Path.Combine(folder, name + ".tokenizer.json"));
        string[] lines = File.ReadAllLines(Path.Combine(folder, name + ".cases.jsonl"), Encoding.UTF8);
        Assert.Equal(60, lines.Length);
        foreach (string line in lines)
        {
            JsonElement golden = JsonDocument.Parse(line).RootElement;
            Assert.Equal(golden.Ids("ids"), tokenizer.Encode(golden.Text("text")));
            Assert.Equal(golden.Ids("ids_with_special"),
                tokenizer.Encode(golden.Text("text"), new EncodeOptions { AddSpecialTokens = true }));
        }
    }
}
