using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>A set of strings.</summary>
/// <param name="Texts">The strings themselves, not escaped, where they are known one by one: then nothing else is set.</param>
/// <param name="Contents">The language of their escaped contents; null for any.</param>
/// <param name="MinLength">In code points, beside the language.</param>
/// <param name="MaxLength">In code points, beside the language.</param>
/// <param name="Except">Strings that are not in it, whatever the rest says; null for none.</param>
/// <param name="Binding">How a schema binds them to texts, which restricts none of them here; null where none says.</param>
internal sealed record StringForm(IReadOnlyList<string>? Texts, Language? Contents, long MinLength, long MaxLength, IReadOnlySet<string>? Except = null, SpanBinding? Binding = null)
{
    /// <summary>Every string.</summary>
    public static StringForm Any { get; } = new(null, null, 0, long.MaxValue);

    /// <summary>Some strings.</summary>
    public static StringForm Of(IReadOnlyList<string> texts) => new(texts, null, 0, long.MaxValue);
}
