using System.Reflection;
using System.Text.RegularExpressions;
using EdgeAgent.TestData;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.EndToEnd.Tests.Structure;

/// <summary>docs/telemetry.md is the register of log events: it and the code are equal, and an id means one event.</summary>
public sealed partial class LogRegisterTests
{
    [Fact]
    public void Register_AndTheCode_HaveTheSameEvents()
    {
        (int Id, string Line)[] written = [.. Events().OrderBy(e => e.Id)];
        string[] registered = [.. Row().Matches(File.ReadAllText(SharedData.InRepository("docs", "telemetry.md")))
            .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value} {m.Groups[3].Value}")];
        Assert.NotEmpty(written);
        Assert.Equal(written.Select(e => e.Id).Distinct(), written.Select(e => e.Id)); // each id once
        Assert.Equal(written.Select(e => e.Line), registered);
    }

    private static IEnumerable<(int Id, string Line)> Events() =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "EdgeAgent*.dll")
        where !Path.GetFileName(file).Contains("Tests", StringComparison.Ordinal)
        from type in Assembly.LoadFrom(file).GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        let log = method.GetCustomAttribute<LoggerMessageAttribute>()
        where log is not null
        select (log.EventId, $"{log.EventId} {log.Level} {log.EventName ?? method.Name}");

    // | 6001 | Debug | ModelCallFinished | A model call … |
    [GeneratedRegex(@"^\| ([0-9]{4}) \| (\w+) \| (\w+) \| \S", RegexOptions.Multiline)]
    private static partial Regex Row();
}
