using System.CommandLine;

namespace EdgeAgent.Benchmarks;

/// <summary>Options and exit codes that the commands share.</summary>
internal static class Arguments
{
    public const int Done = 0, Failed = 1, Usage = 2;

    public static Option<string> File(string name, string description) => new(name) { Description = description, Required = true, HelpName = "FILE" };

    public static Option<bool> Json() => new("--json") { Description = "One JSON object a line." };

    public static Option<int> Number(string name, string description, int value, int least = 0)
    {
        Option<int> option = new(name) { Description = $"{description} Default {value}.", DefaultValueFactory = _ => value, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least) result.AddError($"{name} is too small.");
        });
        return option;
    }

    /// <summary>A number that may be left out.</summary>
    public static Option<int?> Count(string name, string description)
    {
        Option<int?> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError($"{name} is too small.");
        });
        return option;
    }
}
