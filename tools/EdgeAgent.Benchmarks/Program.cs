using System.Text;
using EdgeAgent.Benchmarks;

Console.OutputEncoding = Encoding.UTF8;
// Not async: what is measured stays on this thread, the one that CpuCore pins.
return BenchmarksCommand.Run(args, Console.Out, Console.Error);
