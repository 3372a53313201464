using System.Text;
using EdgeAgent.Evaluation;

Console.OutputEncoding = Encoding.UTF8;
return await EvaluationCommand.RunAsync(args);
