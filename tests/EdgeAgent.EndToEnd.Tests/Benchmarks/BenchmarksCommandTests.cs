using System.Text;
using System.Text.Json;
using EdgeAgent.Benchmarks;
using EdgeAgent.Benchmarks.Races;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The benchmarks' own arithmetic; never how fast anything is.</summary>
public sealed class BenchmarksCommandTests
{
    [Theory]
    [InlineData(new int[0], "cbf29ce484222325")]
    [InlineData(new[] { 97 }, "ac804b820e4fe984")] // bytes 61 00 00 00
    public void Fnv1A64_KnownIds_GiveTheirHash(int[] ids, string expected)
        => Assert.Equal(expected, TokenizerRace.Fnv1A64(ids).ToString("x16", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\n\nb\n", "a||b|")]
    [InlineData("", "")]
    public void Lines_Text_IsCutAsThePeerCutsIt(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, string.Join('|', TokenizerRace.Lines(bytes).Select(line => Encoding.UTF8.GetString(bytes[line]))));
    }

    [Theory]
    [InlineData("llama3.tokenizer.json.gz", "llama3")]
    [InlineData("a/b/tokenizer.json", "tokenizer")]
    public void NameOf_File_IsThePeersName(string path, string name) => Assert.Equal(name, InputFile.NameOf(path));

    [Theory]
    [InlineData]
    [InlineData("tokenizer")]
    [InlineData("template", "--tools", "-1")]
    [InlineData("fuzz-tokenizer", "--tokenizer", "x", "--cases", "0")]
    [InlineData("mask", "--tokenizer", "x")]
    [InlineData("mask", "--tokenizer", "x", "--data", "y", "--sample", "0")]
    [InlineData("mask", "--tokenizer", "x", "--data", "y", "--limit", "0")]
    [InlineData("walks", "--schemas", "x", "--count", "0")]
    [InlineData("bench", "FillMask")]
    public void Run_WrongUsage_Is2WithAMessage(params string[] args)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(2, BenchmarksCommand.Run(args, output, error));
        Assert.NotEqual("", error.ToString());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Run_FuzzOfATinyTokenizer_ReportsItsCases()
    {
        using StringWriter output = new(), error = new();
        string tokenizer = SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json");
        Assert.Equal(0, BenchmarksCommand.Run(["fuzz-tokenizer", "--tokenizer", tokenizer, "--cases", "1000", "--seed", "3"], output, error));
        Assert.Equal("tokenizer: 1,000 cases (Text 200, Bytes 200, Ids 200, Split 200, Limits 200), 0 failures\n", output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void ToJson_RaceResult_HasThePeersFieldsAndTheRatio()
    {
        RaceResult result = new()
        {
            Tokenizer = "t", Mode = "lines", Api = "EncodeBytes", Documents = 2, Bytes = 2_000_000, Core = 1, Hash = 0xab,
            Times = new RunTimes([0.2, 0.1], 0.1, 0.15, 4_000, 7), Load = new LoadTimes(0.3, 0.02, 0.01),
            Peer = System.Text.Json.Nodes.JsonNode.Parse("""{"mb_per_s": 4.0, "ids_fnv1a64": "00000000000000ab"}""")!.AsObject(),
        };
        using JsonDocument json = JsonDocument.Parse(result.ToJson());
        JsonElement line = json.RootElement;
        string[] peers = ["tokenizer", "crate", "mode", "api", "cache", "documents", "bytes", "tokens", "seconds_cpu", "seconds_wall", "seconds_cpu_all", "mb_per_s", "load_ms", "load_cpu_ms", "ids_fnv1a64"];
        Assert.All(peers, field => Assert.True(line.TryGetProperty(field, out _), field));
        Assert.Equal((20.0, 5.0, true, 2_000.0), (line.GetProperty("mb_per_s").GetDouble(), line.GetProperty("ratio").GetDouble(),
            line.GetProperty("same_ids").GetBoolean(), line.GetProperty("allocated_bytes_per_mb").GetDouble()));
    }
}
