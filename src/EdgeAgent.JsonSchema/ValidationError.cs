namespace EdgeAgent.JsonSchema;

/// <summary>One reason why a value is not what the schema allows.</summary>
/// <param name="InstancePointer">JSON pointer into the value, <c>#</c> being the whole.</param>
/// <param name="SchemaPointer">JSON pointer of the keyword in the schema.</param>
/// <param name="Keyword">The keyword that is not satisfied.</param>
/// <param name="Message">The reason as a sentence that a person or a model can act on.</param>
public sealed record ValidationError(string InstancePointer, string SchemaPointer, string Keyword, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{InstancePointer}: {Message} ({SchemaPointer})";
}
