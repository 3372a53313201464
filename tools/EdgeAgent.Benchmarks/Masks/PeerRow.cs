using System.Text.Json;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>What became of a schema in the peer. Times in nanoseconds of CPU time.</summary>
internal sealed record PeerRow(bool Passes, long FirstMask, long[] Steps)
{
    public static PeerRow Of(JsonElement row, int tests)
    {
        if (!row.TryGetProperty("ttfm_cpu_us", out JsonElement firstMask)) return new PeerRow(false, -1, []);
        JsonElement judged = row.GetProperty("tests");
        bool passes = judged.GetArrayLength() == tests
            && judged.EnumerateArray().All(test => test.GetProperty("valid").GetBoolean() == test.GetProperty("accepted").GetBoolean());
        return new PeerRow(passes, (long)(firstMask.GetDouble() * 1e3), [.. row.GetProperty("cpu_ns").EnumerateArray().Select(t => t.GetInt64())]);
    }
}
