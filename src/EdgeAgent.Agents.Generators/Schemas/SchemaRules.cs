using System.Globalization;
using EdgeAgent.Agents.Generators.Reading;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Schemas;

/// <summary>Writes the attributes of System.ComponentModel.DataAnnotations into a schema, as Microsoft.Extensions.AI does.</summary>
/// <param name="schema">The schema of the type alone.</param>
/// <param name="find">Finds an attribute of the parameter or property by its full name.</param>
/// <param name="broken">Told of one that JSON Schema cannot say, and why.</param>
internal sealed class SchemaRules(SchemaObject schema, Func<string, AttributeData?> find, Action<string, string> broken)
{
    private string LengthPrefix => schema.Type == "string" ? "Length" : "Items";

    // The order is that of the keywords in the schema; the first attribute to set a keyword keeps it.
    public void Apply()
    {
        if (Rule("EmailAddress") is not null) schema.Add("format", "\"email\"");
        if (Rule("Url") is not null) schema.Add("format", "\"uri\"");
        if (Rule("RegularExpression") is { } pattern) schema.Add("pattern", JsonText.String(AttributeReader.Text(pattern) ?? ""));
        if (Rule("StringLength") is { } length)
            AddLength("Length", AttributeReader.Named(length, "MinimumLength") as int? ?? 0, (int)length.ConstructorArguments[0].Value!);
        if (Rule("MinLength") is { } least) schema.Add($"min{LengthPrefix}", Number(least.ConstructorArguments[0].Value));
        if (Rule("MaxLength") is { ConstructorArguments.Length: 1 } most) schema.Add($"max{LengthPrefix}", Number(most.ConstructorArguments[0].Value));
        if (Rule("Range") is { } range) AddRange(range);
        if (Rule("Base64String") is not null) schema.Add("contentEncoding", "\"base64\"");
        if (Rule("Length") is { } both)
            AddLength(LengthPrefix, (int)both.ConstructorArguments[0].Value!, (int)both.ConstructorArguments[1].Value!);
        if (Rule("AllowedValues") is { } allowed && Values(allowed) is { Length: > 0 } values) schema.Add("enum", JsonText.Array(values));
        if (Rule("DeniedValues") is { } denied)
            schema.Add("not", Values(denied) is { Length: > 0 } not ? $$"""{"enum":{{JsonText.Array(not)}}}""" : "{}");
        if (Rule("DataType") is { } dataType) AddDataType(dataType.ConstructorArguments[0].Value as int? ?? 0);
    }

    private AttributeData? Rule(string name) => find($"{AttributeReader.Annotations}{name}Attribute");

    private void AddLength(string suffix, int least, int most)
    {
        if (least > 0) schema.Add($"min{suffix}", Number(least));
        schema.Add($"max{suffix}", Number(most));
    }

    private void AddRange(AttributeData range)
    {
        bool isTyped = range.ConstructorArguments.Length == 3; // [Range(typeof(decimal), "0.5", "2")]
        object? least = range.ConstructorArguments[isTyped ? 1 : 0].Value, most = range.ConstructorArguments[isTyped ? 2 : 1].Value;
        if (Limit(least) is not { } minimum || Limit(most) is not { } maximum)
        {
            broken("[Range]", "its limits must be numbers");
            return;
        }
        bool aboveMinimum = AttributeReader.Named(range, "MinimumIsExclusive") is true;
        bool belowMaximum = AttributeReader.Named(range, "MaximumIsExclusive") is true;
        // Microsoft.Extensions.AI leaves out an exclusive minimum that is not positive.
        if (isTyped || !aboveMinimum || Convert.ToDouble(least, CultureInfo.InvariantCulture) > 0)
            schema.Add(aboveMinimum ? "exclusiveMinimum" : "minimum", minimum);
        schema.Add(belowMaximum ? "exclusiveMaximum" : "maximum", maximum);
    }

    private static string? Limit(object? value) => value switch
    {
        int number => Number(number),
        double number when !double.IsNaN(number) && !double.IsInfinity(number) => JsonText.Number(number),
        string text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) =>
            number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private string[] Values(AttributeData attribute)
    {
        if (AttributeReader.Only(attribute) is not { Kind: TypedConstantKind.Array, IsNull: false } array) return [];
        List<string> values = [];
        foreach (TypedConstant value in array.Values.Where(v => !v.IsNull))
        {
            string? json = value.Kind switch
            {
                TypedConstantKind.Enum => EnumNames.Value((INamedTypeSymbol)value.Type!, value.Value),
                TypedConstantKind.Primitive => JsonText.Value(value.Value),
                _ => null,
            };
            string rule = $"[{attribute.AttributeClass!.Name.Replace("Attribute", "")}]";
            if (json is null) broken(rule, "its values must be texts, numbers, booleans or enum members");
            else values.Add(json);
        }
        return [.. values];
    }

    private void AddDataType(int type)
    {
        string? format = type switch { 1 => "date-time", 2 => "date", 3 => "time", 10 => "email", 12 or 13 => "uri", _ => null };
        if (format is not null) schema.Add("format", JsonText.String(format));
        if (type == 13) schema.Add("contentMediaType", "\"image/*\"");
    }

    private static string Number(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
