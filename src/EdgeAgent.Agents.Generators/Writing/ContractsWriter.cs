using EdgeAgent.Agents.Generators.Models;
using EdgeAgent.Agents.Generators.Reading;

namespace EdgeAgent.Agents.Generators.Writing;

/// <summary>Writes the class that tells System.Text.Json how to read and write the types of the tools.</summary>
internal sealed class ContractsWriter(CodeText code)
{
    private const string Metadata = Aliases.Metadata;
    private const string Options = Aliases.Options;

    public void Write(EquatableArray<ContractModel> contracts)
    {
        code.Add("/// <summary>How the types of these tools are read and written as JSON.</summary>")
            .Add($"private sealed class Contracts : {Metadata}IJsonTypeInfoResolver");
        code.Block(() =>
        {
            code.Add($"public static {Options} Options {{ get; }} = {Aliases.Generated}ToolContracts.Options(new Contracts());").Add("");
            code.Add($"public {Metadata}JsonTypeInfo? GetTypeInfo(global::System.Type type, {Options} options)").Block(() =>
            {
                foreach (ContractModel contract in contracts) code.Add($"if (type == typeof({contract.Type})) return {contract.Expression};");
                code.Add("return null;");
            });
            foreach (ObjectModel model in contracts.Select(c => c.Object).OfType<ObjectModel>()) WriteObject(model);
        });
    }

    private void WriteObject(ObjectModel model)
    {
        code.Add("").Add($"private static {Metadata}JsonTypeInfo<{model.Type}> {model.Identifier}({Options} options) =>")
            .Add($"    {Metadata}JsonMetadataServices.CreateObjectInfo<{model.Type}>(options, new {Metadata}JsonObjectInfoValues<{model.Type}>");
        code.Block(() =>
        {
            if (model.Creation is not null && model.Parameters.Count == 0) code.Add($"ObjectCreator = static () => {model.Creation},");
            if (model.Creation is not null && model.Parameters.Count > 0)
            {
                code.Add($"ObjectWithParameterizedConstructorCreator = static values => {model.Creation},");
                code.Add("ConstructorParameterMetadataInitializer = static () =>").Block(() => WriteParameters(model), ",", "[]");
            }
            code.Add("PropertyMetadataInitializer = _ =>").Block(() =>
            {
                foreach (PropertyModel property in model.Properties) WriteProperty(property);
            }, ",", "[]");
        }, ");");
        foreach (string accessor in model.Accessors) code.Add("").Add(accessor);
    }

    private void WriteParameters(ObjectModel model)
    {
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            ConstructorParameterModel p = model.Parameters[i];
            string defaults = p.Default is null ? "" : $", HasDefaultValue = true, DefaultValue = {p.Default}";
            string nullable = p.IsNullable ? ", IsNullable = true" : "";
            code.Add($"new() {{ Name = {CSharpText.String(p.Name)}, ParameterType = typeof({p.Type}), Position = {i}{defaults}{nullable} }},");
        }
    }

    private void WriteProperty(PropertyModel p)
    {
        string create = $"{Metadata}JsonMetadataServices.CreatePropertyInfo<{p.Type}>(options, new {Metadata}JsonPropertyInfoValues<{p.Type}>";
        code.Add(p.IsRequired || p.Order != 0 ? $"{Aliases.Generated}ToolContracts.With({create}" : create).Block(() =>
        {
            code.Add($"IsProperty = true, IsPublic = true, DeclaringType = typeof({p.DeclaringType}),");
            code.Add($"PropertyName = {CSharpText.String(p.Name)}, JsonPropertyName = {CSharpText.String(p.JsonName)},");
            if (p.Getter is not null) code.Add($"Getter = {p.Getter},");
            if (p.Setter is not null) code.Add($"Setter = {p.Setter},");
            if (p.Ignore is not null) code.Add($"IgnoreCondition = {p.Ignore},");
        }, p.IsRequired || p.Order != 0 ? $"), {(p.IsRequired ? "true" : "false")}, {p.Order})," : "),");
    }
}
