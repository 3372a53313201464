using System.Text;
using EdgeAgent.Cli;

Console.OutputEncoding = Encoding.UTF8; // arrows, degrees and accents on Windows too
return await EdgeAgentCommand.RunAsync(args, CliHost.OfProcess());
