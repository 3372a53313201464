using System.Text;
using EdgeAgent.Grammar.Spans;

namespace EdgeAgent.Grammar;

/// <summary>Texts from which the strings of a constrained answer may be copied: what the user said, what tools answered.</summary>
/// <remarks>
/// A span begins and ends where a word does: between a letter or digit and anything else, or beside punctuation; never inside a word, never at
/// white space. It may run over several words of one text. Letters are compared as written, case included. Made for each request: the time is
/// linear in the texts' length, some 150 ns a byte. Immutable and thread-safe.
/// </remarks>
public sealed class ConversationSpans
{
    private readonly Lazy<SpanReach> _reach;

    /// <summary>Prepares texts.</summary>
    /// <param name="texts">The texts; together at most <see cref="MaxBytes"/> in UTF-8, of which those that come last are kept.</param>
    public ConversationSpans(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] all = [.. texts];
        int first = all.Length;
        for (int room = MaxBytes; first > 0 && (room -= Encoding.UTF8.GetByteCount(all[first - 1] ?? throw new ArgumentNullException(nameof(texts)))) >= 0;) first--;
        SpanAutomatonBuilder builder = new();
        foreach (string text in all.AsSpan(first)) builder.Add(text);
        Automaton = builder.Build();
        _reach = new Lazy<SpanReach>(() => new SpanReach(Automaton, null));
    }

    /// <summary>How much text is kept: more than the context of the models that this is for.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Whether there is nothing to copy.</summary>
    public bool IsEmpty => Automaton.IsEmpty;

    internal SpanAutomaton Automaton { get; }

    /// <summary>A reader for one sequence; null where there is nothing to copy.</summary>
    internal SpanReader? ReaderFor(GrammarVocabulary vocabulary) =>
        IsEmpty ? null : new SpanReader(Automaton, vocabulary.SpellsEverything ? _reach.Value : new SpanReach(Automaton, vocabulary));
}
