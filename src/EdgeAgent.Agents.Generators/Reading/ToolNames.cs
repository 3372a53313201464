using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>A tool's name, as the library finds it.</summary>
internal static class ToolNames
{
    private const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:";

    /// <summary>The method's own name for the model: an attribute of Microsoft.Extensions.AI's, or its name in snake_case.</summary>
    public static string Of(IMethodSymbol method)
    {
        string name = WithoutAsync(method.Name);
        string? named = AttributeReader.Text(AttributeReader.Find(method, "Microsoft.Extensions.AI.AIFunctionNameAttribute"))
            ?? AttributeReader.Text(AttributeReader.Find(method, "System.ComponentModel.DisplayNameAttribute"));
        return named is not null && WithoutAsync(named) != name ? named : JsonNames.SnakeCase(name);
    }

    /// <summary>A parameter's name for the model.</summary>
    public static string Of(IParameterSymbol parameter) =>
        AttributeReader.Text(AttributeReader.Find(parameter, "Microsoft.Extensions.AI.AIParameterNameAttribute")) ?? parameter.Name;

    public static bool IsUsable(string name) => name.Length is > 0 and <= 128 && name.All(c => Allowed.IndexOf(c) >= 0);

    private static string WithoutAsync(string name) =>
        name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 ? name.Substring(0, name.Length - 5) : name;
}
