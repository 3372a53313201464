namespace EdgeAgent.Grammar.Regular;

/// <summary>An exploration met more states than are allowed; the caller says which keyword asked for it.</summary>
internal sealed class LanguageTooLargeException(string message) : Exception(message);
