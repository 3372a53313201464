using System.CommandLine;
using System.Globalization;

namespace EdgeAgent.Cli.Commands;

/// <summary>Options whose value is a whole number within bounds; anything else is an error that states the bounds.</summary>
internal static class NumberOption
{
    /// <summary>An option that goes from one number to another.</summary>
    public static Option<long?> Between(string name, string description, long least, long most, string? helpName = "N") =>
        Create(name, description, helpName, value => value >= least && value <= most,
            string.Create(CultureInfo.InvariantCulture, $"{name} goes from {least:N0} to {most:N0}."));

    /// <summary>An option that takes one of a few numbers.</summary>
    public static Option<long?> OneOf(string name, string description, params long[] values) =>
        Create(name, description, string.Join('|', values), value => values.Contains(value),
            $"{name} is one of {string.Join(", ", values)}.");

    // Not a validator: those see a value only after it was converted, and a failed conversion throws there.
    private static Option<long?> Create(
        string name, string description, string? helpName, Func<long, bool> allowed, string error) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && allowed(value))
                return value;
            result.AddError(error);
            return null;
        },
    };
}
