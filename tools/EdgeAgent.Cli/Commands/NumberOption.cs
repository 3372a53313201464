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

    /// <summary>An option that takes a number from one to another, the first left out where <paramref name="above"/> says so.</summary>
    public static Option<float?> Real(string name, string description, float least, float most, bool above = false) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result =>
        {
            if (float.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
                && (above ? value > least : value >= least) && value <= most) return value;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} goes from {(above ? "above " : "")}{least} to {most}."));
            return null;
        },
    };

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
