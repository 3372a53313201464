using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>What some member must be like.</summary>
/// <param name="Name">Its name; null where <paramref name="Names"/> holds several.</param>
/// <param name="Names">The escaped names it may have.</param>
/// <param name="Value">What its value satisfies.</param>
internal readonly record struct MemberCondition(string? Name, Language Names, Claim Value);
