using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace EdgeAgent.Benchmarks.Microbenchmarks;

/// <summary>The command <c>bench</c>: BenchmarkDotNet over single operations of the grammar engine and of the agent, and
/// <see cref="U12ToolCalls"/>.</summary>
/// <remarks>In this process, so that the vocabulary is loaded once; by CPU time, the grammar engine's of its thread, the agent's of all
/// threads. Collections count.</remarks>
internal static class BenchCommand
{
    private static readonly Type[] s_grammar =
        [typeof(FillMaskBenchmarks), typeof(AcceptBenchmarks), typeof(U11CompileToolsBenchmarks), typeof(U11CompileSchemaBenchmarks)];

    private static readonly Type[] s_agent = [typeof(LoopBenchmarks), typeof(UsersBenchmarks)];

    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> filter = new("filter") { Description = "Part of a benchmark's name, * for anything.", DefaultValueFactory = _ => "*" };
        Option<string?> tokenizer = new("--tokenizer") { Description = "A tokenizer.json, plain or gzipped, for the grammar's benchmarks.", HelpName = "FILE" };
        Option<bool> dry = new("--dry") { Description = "Runs each once: to see that it works." };
        Command command = new("bench", "BenchmarkDotNet: a mask, a token taken, a schema compiled; an agent's turn and its parts.") { filter, tokenizer, dry };
        command.SetAction(parsed =>
        {
            string folder = Directory.CreateTempSubdirectory("edge-agent-bench").FullName;
            try
            {
                return Run(parsed.GetRequiredValue(filter), parsed.GetValue(tokenizer), parsed.GetValue(dry), folder, output, error);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static int Run(string filter, string? tokenizer, bool dry, string folder, TextWriter output, TextWriter error)
    {
        BenchmarkRunInfo[] grammar = Select(s_grammar, Config(filter, dry, wholeProcess: false, folder, error));
        BenchmarkRunInfo[] agent = Select(s_agent, Config(filter, dry, wholeProcess: true, folder, error));
        bool walked = U12ToolCalls.Name.Contains(filter.Trim('*'), StringComparison.OrdinalIgnoreCase);
        if (grammar.Length + agent.Length == 0 && !walked)
        {
            error.WriteLine("No benchmark has such a name.");
            return Arguments.Failed;
        }
        if (tokenizer is not null) BenchVocabulary.Load(tokenizer);
        else if (grammar.Length > 0 || walked)
        {
            error.WriteLine("The grammar's benchmarks need a vocabulary: name a tokenizer.json by --tokenizer, or others by the filter.");
            return Arguments.Usage;
        }
        if (walked) output.WriteLine(new U12ToolCalls().Run(dry ? 0 : 20));
        BenchmarkRunInfo[] selected = [.. grammar, .. agent];
        Summary[] summaries = selected.Length == 0 ? [] : BenchmarkRunner.Run(selected);
        foreach (Summary summary in summaries) MarkdownExporter.Console.ExportToLog(summary, new TextLogger(output));
        return summaries.All(summary => summary.Reports.All(report => report.Success)) ? Arguments.Done : Arguments.Failed;
    }

    private static BenchmarkRunInfo[] Select(Type[] types, IConfig config) =>
        [.. types.Select(type => BenchmarkConverter.TypeToBenchmarks(type, config)).Where(run => run.BenchmarksCases.Length > 0)];

    private static ManualConfig Config(string filter, bool dry, bool wholeProcess, string folder, TextWriter progress) => ManualConfig.CreateEmpty()
        .AddJob((dry ? Job.Dry : Job.Default.WithIterationTime(TimeInterval.FromMilliseconds(200)).WithMaxIterationCount(20))
            .WithToolchain(InProcessEmitToolchain.Instance).WithClock(new CpuTimeClock(wholeProcess)))
        .AddFilter(new GlobFilter([$"*{filter}*"]))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(new TextLogger(progress))
        .WithArtifactsPath(folder)
        .WithOptions(ConfigOptions.DisableLogFile);
}
