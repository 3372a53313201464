namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>A schema says something that the reference does not know: it is left out, and counted.</summary>
internal sealed class NotKnownException(string what) : Exception(what);
