namespace EdgeAgent.Grammar.Normalization;

/// <summary>A schema asks for remainders, which are not known of numbers with exponents: it is read again without them.</summary>
internal sealed class PlainNumbersException : Exception;
