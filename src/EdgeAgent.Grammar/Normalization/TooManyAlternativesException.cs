namespace EdgeAgent.Grammar.Normalization;

/// <summary>Multiplying out would give more alternatives than are followed; the schema that asks for it is refused.</summary>
internal sealed class TooManyAlternativesException : Exception
{
    /// <inheritdoc/>
    public override string Message => $"its cases multiply to more than {FormAlgebra.MaxAlternatives} alternatives.";
}
