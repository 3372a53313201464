using EdgeAgent.Agents.Generators.Diagnostics;
using EdgeAgent.Agents.Generators.Models;
using EdgeAgent.Agents.Generators.Schemas;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.Agents.Generators.Reading;

/// <summary>Reads a method's parameters: what the model gives, what the host injects, and how the call passes them on.</summary>
internal sealed class ParametersReader(TypeReader types, IMethodSymbol method, string shown, Action<DiagnosticDescriptor, Location?, string[]> say)
{
    private readonly List<KeyValuePair<string, string>> _properties = [];
    private readonly List<string> _required = [];

    /// <summary>The call's arguments, each with its name.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>The parameters in the schema.</summary>
    public List<ParameterModel> Models { get; } = [];

    public bool HasCancellation { get; private set; }

    public string Schema() => SchemaObject.Object(_properties, _required).ToString();

    public void Read()
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            Location? place = parameter.Locations.FirstOrDefault(l => l.IsInSource);
            if (parameter.RefKind != RefKind.None)
            {
                string how = parameter.RefKind switch { RefKind.Ref => "ref", RefKind.Out => "out", _ => "in" };
                say(ToolDiagnostics.ByReference, place, [$"'{parameter.Name}'", shown, how]);
                continue;
            }
            string value = Injected(parameter) ?? Given(parameter, place);
            Arguments.Add($"{CSharpText.Identifier(parameter.Name)}: {value}");
        }
    }

    /// <summary>The value of a parameter that the model does not give; null for one that it gives.</summary>
    private string? Injected(IParameterSymbol parameter)
    {
        string name = CSharpText.String(parameter.Name), type = CSharpText.TypeArgument(parameter.Type);
        switch (CSharpText.Type(parameter.Type))
        {
            case "global::System.Threading.CancellationToken":
                HasCancellation = true;
                return "call.CancellationToken";
            case "global::Microsoft.Extensions.AI.AIFunctionArguments":
                return "call.Arguments";
            case "global::System.IServiceProvider":
                return parameter.HasExplicitDefaultValue ? "call.Arguments.Services" : $"call.Services({name})";
        }
        AttributeData? keyed = AttributeReader.Find(parameter, AttributeReader.FromKeyedServices);
        if (keyed is null && !AttributeReader.Has(parameter, AttributeReader.FromServices)) return null;
        string key = keyed is not null && AttributeReader.Only(keyed) is { IsNull: false } given ? $", {Key(given)}" : "";
        return parameter.HasExplicitDefaultValue
            ? $"call.ServiceOr<{CSharpText.TypeWithNullability(parameter.Type)}>({Default(parameter)}{key})"
            : $"call.Service<{type}>({name}{key})";
    }

    private static string Key(TypedConstant key) => key.Kind == TypedConstantKind.Type
        ? $"typeof({CSharpText.Type((ITypeSymbol)key.Value!)})" : CSharpText.Constant(key.Value, key.Type!);

    private string Given(IParameterSymbol parameter, Location? place)
    {
        string name = ToolNames.Of(parameter);
        ArgumentPlace argument = new(
            name, shown, a => AttributeReader.Find(parameter, a), [], (descriptor, arguments) => say(descriptor, place, arguments));
        SchemaObject schema = types.Argument(parameter.Type, argument);

        AttributeData? defaultValue = AttributeReader.Find(parameter, AttributeReader.DefaultValue);
        bool hasDefault = parameter.HasExplicitDefaultValue || defaultValue is not null;
        bool mayBeNull = schema.Type is not null
            && (JsonMember.IsNullable(parameter.Type)
                || parameter.Type is { IsValueType: false, NullableAnnotation: NullableAnnotation.Annotated });
        bool isRequired = !mayBeNull && (!hasDefault || AttributeReader.Has(parameter, $"{AttributeReader.Annotations}RequiredAttribute"));

        _properties.Add(new(name, schema.ToString()));
        if (isRequired) _required.Add(name);
        bool isNullWhenAbsent = !isRequired && !hasDefault;
        Models.Add(new(name, CSharpText.Type(parameter.Type), isNullWhenAbsent, AttributeReader.Grounds(parameter)));

        string otherwise = defaultValue is null ? hasDefault ? $", {Default(parameter)}" : "" : $", {Default(defaultValue, parameter, argument)}";
        return $"call.Get<{CSharpText.TypeWithNullability(parameter.Type)}>({CSharpText.String(name)}{otherwise})";
    }

    private static string Default(IParameterSymbol parameter) => CSharpText.Constant(parameter.ExplicitDefaultValue, parameter.Type);

    private static string Default(AttributeData attribute, IParameterSymbol parameter, ArgumentPlace place)
    {
        if (AttributeReader.Only(attribute) is { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum } value)
        {
            ITypeSymbol type = JsonMember.IsNullable(parameter.Type) ? ((INamedTypeSymbol)parameter.Type).TypeArguments[0] : parameter.Type;
            bool isNumber = value.Value is IConvertible and not (string or bool or char)
                && type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;
            if (isNumber || value.IsNull || SymbolEqualityComparer.Default.Equals(value.Type, type))
                return CSharpText.Constant(value.Value, parameter.Type);
        }
        place.BrokenRule("[DefaultValue]",
            $"its value must be a constant of type {parameter.Type.ToDisplayString()}; give the parameter a default value in C#");
        return "default!";
    }
}
