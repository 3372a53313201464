using System.Text;
using System.Text.Json;
using EdgeAgent.Benchmarks;
using EdgeAgent.Benchmarks.Masks;
using EdgeAgent.TestData;

namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The command <c>mask</c> on rows made here: what it counts, and the shape of what it prints.</summary>
public sealed class MaskCommandTests : IDisposable
{
    private const string Passing = """{"id": "passing", "dataset": "d", "schema": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, "tests": [{"valid": true, "description": "v", "data": {"a": 12}}, {"valid": false, "description": "i", "data": {"a": "x"}}]}""";
    private const string WithoutTests = """{"id": "no tests", "schema": true, "tests": []}""";
    private const string Refused = """{"id": "refused", "schema": {"$ref": "https://example.com/elsewhere"}, "tests": [{"valid": true, "data": 1}]}""";
    private const string WronglyRejected = """{"id": "rejected", "schema": {"properties": {"a/b": {"type": "array", "items": {"type": "integer"}}}}, "tests": [{"valid": true, "description": "not really", "data": {"a/b": [1, "x"]}}]}""";
    private const string WronglyAccepted = """{"id": "accepted", "schema": {"type": "string"}, "tests": [{"valid": false, "description": "not really", "data": "x"}]}""";
    private const string Unfinished = """{"id": "unfinished", "schema": {"type": "integer", "minimum": 10}, "tests": [{"valid": true, "description": "not really", "data": 1}]}""";
    private const string InvalidUnfinished = """{"id": "invalid, unfinished", "schema": {"type": "integer", "minimum": 10}, "tests": [{"valid": false, "description": "under", "data": 1}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static string TinyTokenizer => SharedData.Require("goldens", "tokenizers-tiny", "tokenizer.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_RowsOfEveryKind_AreCountedByMaskBenchsRuleAndByTheStricterOne()
    {
        using JsonDocument report = Run(Passing, WithoutTests, Refused, WronglyRejected, WronglyAccepted, Unfinished, InvalidUnfinished);
        JsonElement json = report.RootElement;
        Assert.Equal(7, Int(json, "schemas"));
        Assert.Equal(3, Int(json, "passing")); // passing, no tests, unfinished
        Assert.Equal((1, 2, 1), (Int(json, "valid_rejected"), Int(json, "invalid_accepted"), Int(json, "compile_errors")));
        Assert.Equal((0, 0), (Int(json, "exceptions"), Int(json, "time_outs")));
        Assert.Equal(3, Int(json.GetProperty("strict"), "passing")); // passing, no tests, invalid and unfinished
        Assert.Equal(1, Int(json.GetProperty("strict"), "valid_unfinished"));
        Assert.Equal(["refused compile_error", "rejected valid_rejected", "accepted invalid_accepted", "unfinished valid_unfinished", "invalid, unfinished invalid_accepted"],
            json.GetProperty("failures").EnumerateArray().Select(f => $"{f.GetProperty("id").GetString()} {f.GetProperty("class").GetString()}"));
    }

    [Fact]
    public void Run_Json_HasTheNamedFields()
    {
        using JsonDocument report = Run(Passing, WronglyRejected);
        JsonElement json = report.RootElement;
        foreach (string times in (string[])["tbm_us", "ttfm_us", "tbm_wall_us", "ttfm_wall_us"])
            Assert.Equal(["mean", "p50", "p90", "p99", "p999", "max"], json.GetProperty(times).EnumerateObject().Select(p => p.Name));
        Assert.True(Int(json, "masks") > 0);
        Assert.Equal(0, json.GetProperty("alloc_bytes_per_mask").GetDouble());
        string[] settings = ["tokenizer", "vocabulary", "limit_s", "cpu_clock", "clock_cost_ns", "warm_up_rows", "vocabulary_ms", "key_order", "white_space", "undeclared", "unsupported"];
        Assert.All(settings, name => Assert.True(json.GetProperty("settings").TryGetProperty(name, out _), name));
        Assert.All(json.GetProperty("failures").EnumerateArray(), f => Assert.NotEqual("", f.GetProperty("message").GetString()));
    }

    [Fact]
    public void Run_Failures_AreWrittenALineEachWithTheirPlace()
    {
        string failures = Path.Combine(_folder, "failures.jsonl");
        Run(["--failures", failures], Refused, WronglyRejected).Dispose();
        string[] lines = File.ReadAllLines(failures);
        Assert.Equal(2, lines.Length);
        using JsonDocument refused = JsonDocument.Parse(lines[0]), rejected = JsonDocument.Parse(lines[1]);
        Assert.Equal(("EA1006", "$ref"), (refused.RootElement.GetProperty("code").GetString(), refused.RootElement.GetProperty("keyword").GetString()));
        JsonElement place = rejected.RootElement;
        Assert.Equal(("#/a~1b/1", "{\"a/b\": [1,", 0), (place.GetProperty("pointer").GetString(), place.GetProperty("before").GetString()!.TrimEnd(), Int(place, "test")));
        Assert.Equal("type", place.GetProperty("validator").GetString());
        Assert.EndsWith("\"x\"]}", place.GetProperty("after").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Text_NamesClassesAndIds()
    {
        (int code, string output, _) = Invoke([.. Arguments(Refused, Passing), "--main-only"]);
        Assert.Equal(0, code);
        Assert.Contains("2 schemas, passing 1 (50.00%)", output, StringComparison.Ordinal);
        Assert.Contains("compile_error EA1006 $ref: 1 schemas: refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Explain_ShowsWhereAnInstanceIsRefused()
    {
        (int code, string output, _) = Invoke([.. Arguments(Passing), "--explain", "passing"]);
        Assert.Equal(0, code);
        Assert.Contains("may end here", output, StringComparison.Ordinal);
        Assert.Contains("at #/a, byte ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\": \"x\"}", "line 1")]
    [InlineData("[]", "line 1")]
    [InlineData("no JSON", "line 1")]
    [InlineData(Passing + "\n" + Passing, "line 2")]
    public void Run_WrongRow_Is1WithItsLine(string rows, string named)
    {
        (int code, _, string error) = Invoke(Arguments(rows));
        Assert.Equal(1, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BesidesThePeer_GivesTheRatiosOverRowsThatBothPass()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "The peer is a program for 64-bit Linux.");
        string peer = SharedData.Require("peers", "llguidance-maskbench"), tokenizer = SharedData.Require("goldens", "tokenizers", "llama3.tokenizer.json.gz");
        const string onlyWePass = """{"id": "not for the peer", "schema": {"const": {"a": 1}, "uniqueItems": false, "contentEncoding": "x", "not": false}, "tests": []}""";
        (int code, string output, string error) = Invoke(["mask", "--data", Rows(Passing, onlyWePass, WronglyRejected), "--tokenizer", tokenizer, "--peer", peer, "--json", "--main-only"]);
        Assert.True(code == 0, error);
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement json = report.RootElement;
        Assert.Equal(1, Int(json.GetProperty("peer"), "rows_both_pass"));
        Assert.Equal(Int(json.GetProperty("peer"), "masks"), Int(json.GetProperty("ours_both_pass"), "masks"));
        foreach (string ratio in (string[])["tbm_mean", "tbm_p99", "tbm_p999", "ttfm_mean"])
            Assert.True(json.GetProperty("ratio").GetProperty(ratio).GetDouble() > 0, ratio);
    }

    [Fact]
    public void Sample_SameSeed_SameRowsInTheirOrder()
    {
        List<MaskRow> rows = [.. Enumerable.Range(0, 100).Select(i => new MaskRow($"{i:d3}", "", [], [], default, false))];
        List<MaskRow> sample = MaskData.Sample(rows, 10, 3);
        Assert.Equal(sample, MaskData.Sample(rows, 10, 3));
        Assert.NotEqual(sample, MaskData.Sample(rows, 10, 4));
        Assert.Equal(sample.Select(row => row.Id).Order(StringComparer.Ordinal), sample.Select(row => row.Id));
        Assert.Equal(10, sample.Distinct().Count());
        Assert.Equal(rows, MaskData.Sample(rows, 100, 3));
    }

    [Theory]
    [InlineData("", "#", "structure")]
    [InlineData("{", "#", "structure")]
    [InlineData("{\"a", "#", "key")]
    [InlineData("{\"a\": ", "#/a", "structure")]
    [InlineData("{\"a\": \"x", "#/a", "string")]
    [InlineData("{\"a\": \"x\", \"", "#", "key")]
    [InlineData("{\"a\": \"x\", \"b~\": [true, [], 1", "#/b~0/2", "number")]
    [InlineData("[\"x\", \"y", "#/1", "string")]
    [InlineData("[{}", "#/1", "structure")]
    public void After_TextCutAnywhere_GivesThePointerAndWhatItStopsIn(string text, string pointer, string kind)
        => Assert.Equal((pointer, kind), InstancePlace.After(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void OfNanoseconds_Times_ArePercentilesByNearestRank()
    {
        Distribution times = Distribution.OfNanoseconds([.. Enumerable.Range(1, 1000).Select(i => i * 1000L).Reverse()]);
        Assert.Equal(new Distribution(1000, 500.5, 500, 900, 990, 999, 1000), times);
        Assert.Equal(new Distribution(1, 7, 7, 7, 7, 7, 7), Distribution.OfNanoseconds([7000]));
        Assert.Equal(default, Distribution.OfNanoseconds([]));
    }

    private JsonDocument Run(params string[] rows) => Run([], rows);

    private JsonDocument Run(string[] more, params string[] rows)
    {
        (int code, string output, string error) = Invoke([.. Arguments(rows), "--json", "--main-only", .. more]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output);
    }

    private string[] Arguments(params string[] rows) => ["mask", "--data", Rows(rows), "--tokenizer", TinyTokenizer];

    private string Rows(params string[] rows)
    {
        string path = Path.Combine(_folder, "rows.jsonl");
        File.WriteAllText(path, string.Join('\n', rows) + "\n");
        return path;
    }

    private static (int Code, string Output, string Error) Invoke(string[] args)
    {
        using StringWriter output = new(), error = new();
        return (BenchmarksCommand.Run(args, output, error), output.ToString(), error.ToString());
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
