using System.Globalization;

namespace EdgeAgent.Benchmarks.Fuzzing;

/// <summary>What a run found: how many cases of each kind, and those in which something did not hold.</summary>
internal sealed record FuzzReport(int Cases, IReadOnlyDictionary<string, int> Checks, IReadOnlyList<string> Failures)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Cases:N0} cases ({string.Join(", ", Checks.Select(check => $"{check.Key} {check.Value}"))}), {Failures.Count} failures")
        + string.Concat(Failures.Select(failure => $"\n  {failure}"));
}
