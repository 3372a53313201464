namespace EdgeAgent.Agents.Generators.Models;

/// <summary>How System.Text.Json reads and writes a type.</summary>
/// <param name="Type">The type in C#, for typeof.</param>
/// <param name="Expression">The JsonTypeInfo as C#, with <c>options</c> in scope.</param>
/// <param name="Object">The type's members, where the expression calls a method made of them.</param>
internal sealed record ContractModel(string Type, string Expression, ObjectModel? Object);

/// <summary>A class, record or struct that is a JSON object.</summary>
/// <param name="Type">The type in C#.</param>
/// <param name="Identifier">Name for its methods.</param>
/// <param name="Creation">How one is made: from <c>values</c> where it has constructor parameters; null for a type that is only written.</param>
/// <param name="Parameters">Those of its constructor.</param>
/// <param name="Properties">Its JSON properties.</param>
/// <param name="Accessors">Declarations of the unsafe accessors that the texts above call.</param>
internal sealed record ObjectModel(
    string Type, string Identifier, string? Creation, EquatableArray<ConstructorParameterModel> Parameters,
    EquatableArray<PropertyModel> Properties, EquatableArray<string> Accessors);

/// <summary>A constructor's parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, for typeof.</param>
/// <param name="Default">Its default value as C#; null without one.</param>
/// <param name="IsNullable">It may be null.</param>
internal sealed record ConstructorParameterModel(string Name, string Type, string? Default, bool IsNullable);

/// <summary>A JSON property.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="DeclaringType">Where it is declared.</param>
/// <param name="Type">Its type.</param>
/// <param name="Getter">A lambda, or null.</param>
/// <param name="Setter">A lambda, or null.</param>
/// <param name="Ignore">[JsonIgnore]'s condition as C#; null without one.</param>
/// <param name="IsRequired">JSON must have it.</param>
/// <param name="Order">[JsonPropertyOrder].</param>
internal sealed record PropertyModel(
    string Name, string JsonName, string DeclaringType, string Type, string? Getter, string? Setter, string? Ignore, bool IsRequired, int Order);
