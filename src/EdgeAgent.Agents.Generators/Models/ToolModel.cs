namespace EdgeAgent.Agents.Generators.Models;

/// <summary>A method that can be a tool.</summary>
/// <param name="Method">The method's name in C#.</param>
/// <param name="Identifier">A name of its own for the generated method: overloads share <paramref name="Method"/>.</param>
/// <param name="IsStatic">Called on the class.</param>
/// <param name="Name">The name for the model, without the attribute's.</param>
/// <param name="Description">For the model.</param>
/// <param name="Schema">JSON Schema of the arguments.</param>
/// <param name="Attribute">The attribute as a C# expression.</param>
/// <param name="Grounding">Its [Grounding] as a C# expression; null without one.</param>
/// <param name="Arguments">The call's arguments as C#: <c>room: call.Get&lt;string&gt;("room")</c>.</param>
/// <param name="Parameters">Those that the model fills in.</param>
/// <param name="Result">What comes back.</param>
internal sealed record ToolModel(
    string Method, string Identifier, bool IsStatic, string Name, string Description, string Schema, string Attribute,
    string? Grounding, EquatableArray<string> Arguments, EquatableArray<ParameterModel> Parameters, ResultModel Result);

/// <summary>A parameter in the schema.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Type">Its type, for typeof.</param>
/// <param name="IsNullWhenAbsent">Neither required nor with a default value.</param>
/// <param name="Grounding">Its [Grounding] as a C# expression; null without one.</param>
internal sealed record ParameterModel(string Name, string Type, bool IsNullWhenAbsent, string? Grounding);

/// <summary>What a method gives back.</summary>
/// <param name="IsAwaited">A Task or ValueTask.</param>
/// <param name="Type">The type inside; null for nothing.</param>
/// <param name="IsContent">An AIContent, which is handed on as it is.</param>
internal sealed record ResultModel(bool IsAwaited, string? Type, bool IsContent);
