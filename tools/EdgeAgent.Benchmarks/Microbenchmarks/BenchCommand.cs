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

/// <summary>The command <c>bench</c>: BenchmarkDotNet over single operations of the grammar engine, and <see cref="U12ToolCalls"/>.</summary>
/// <remarks>In this process, so that the vocabulary is loaded once; by the CPU time of the thread. Collections run on that thread and
/// count.</remarks>
internal static class BenchCommand
{
    private static readonly Type[] s_benchmarks =
        [typeof(FillMaskBenchmarks), typeof(AcceptBenchmarks), typeof(U11CompileToolsBenchmarks), typeof(U11CompileSchemaBenchmarks)];

    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> filter = new("filter") { Description = "Part of a benchmark's name, * for anything.", DefaultValueFactory = _ => "*" };
        Option<string> tokenizer = Arguments.File("--tokenizer", "A tokenizer.json, plain or gzipped.");
        Option<bool> dry = new("--dry") { Description = "Runs each once: to see that it works." };
        Command command = new("bench", "BenchmarkDotNet: a mask, a token taken, a schema compiled.") { filter, tokenizer, dry };
        command.SetAction(parsed =>
        {
            BenchVocabulary.Load(parsed.GetRequiredValue(tokenizer));
            string name = parsed.GetRequiredValue(filter);
            bool walked = U12ToolCalls.Name.Contains(name.Trim('*'), StringComparison.OrdinalIgnoreCase);
            if (walked) output.WriteLine(new U12ToolCalls().Run(parsed.GetValue(dry) ? 0 : 20));
            string folder = Directory.CreateTempSubdirectory("edge-agent-bench").FullName;
            try
            {
                Summary[] summaries = BenchmarkRunner.Run(s_benchmarks, Config(name, parsed.GetValue(dry), folder, error));
                foreach (Summary summary in summaries) MarkdownExporter.Console.ExportToLog(summary, new TextLogger(output));
                bool any = walked || summaries.Any(summary => summary.Reports.Length > 0);
                if (!any) error.WriteLine("No benchmark has such a name.");
                return any && summaries.All(summary => summary.Reports.All(report => report.Success)) ? Arguments.Done : Arguments.Failed;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static ManualConfig Config(string filter, bool dry, string folder, TextWriter progress) => ManualConfig.CreateEmpty()
        .AddJob((dry ? Job.Dry : Job.Default.WithIterationTime(TimeInterval.FromMilliseconds(200)).WithMaxIterationCount(20))
            .WithToolchain(InProcessEmitToolchain.Instance).WithClock(new CpuTimeClock()))
        .AddFilter(new GlobFilter([$"*{filter}*"]))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(new TextLogger(progress))
        .WithArtifactsPath(folder)
        .WithOptions(ConfigOptions.DisableLogFile);
}
