using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Shapes;

/// <summary>Strings of so many characters; or those of a language, which then counts them itself.</summary>
/// <param name="Contents">What stands between the quotes, escaped; null for anything, of the lengths given.</param>
/// <param name="MinLength">In code points; 0 where there is a language.</param>
/// <param name="MaxLength">In code points; <see cref="long.MaxValue"/> for no bound or where there is a language.</param>
/// <param name="Binding">How they are bound to the texts of a sequence; off where there is a language.</param>
internal sealed record StringShape(Language? Contents, long MinLength = 0, long MaxLength = long.MaxValue, SpanBinding Binding = SpanBinding.Off)
{
    /// <summary>Every string.</summary>
    public static StringShape Any { get; } = new((Language?)null);
}
