using System.Text;
using EdgeAgent.Grammar.Spans;

namespace EdgeAgent.Grammar.Tests.Spans;

public class SpanAutomatonTests
{
    [Theory]
    [InlineData("Ricordami di chiamare l'idraulico domani", "chiamare l'idraulico", true)]
    [InlineData("Ricordami di chiamare l'idraulico domani", "idraulico domani", true)]
    [InlineData("Ricordami di chiamare l'idraulico domani", "Ricordami di chiamare l'idraulico domani", true)]
    [InlineData("Ricordami di chiamare l'idraulico domani", "draulico", false)]
    [InlineData("Ricordami di chiamare l'idraulico domani", "idraulic", false)]
    [InlineData("Ricordami di chiamare l'idraulico domani", "ricordami", false)]
    [InlineData("Ricordami di chiamare l'idraulico domani", "di ", false)]
    [InlineData("scrivi a ada@example.org: \"ciao\"", "ada@example.org", true)]
    [InlineData("scrivi a ada@example.org: \"ciao\"", "\\\"ciao\\\"", true)]
    [InlineData("caffè, tè", "caffè", true)]
    [InlineData("caffè, tè", "caff", false)]
    [InlineData("anna e ann", "ann", true)]
    [InlineData("", "a", false)]
    public void Accepts_Text_OnlyWholeWords(string text, string span, bool expected) => Assert.Equal(expected, Accepts(new ConversationSpans([text]), span));

    /// <summary>Against the definition: a span is a piece of a text whose ends do not cut a word and are not white space.</summary>
    [Fact]
    public void Accepts_RandomTexts_AreThePiecesByDefinition()
    {
        Random random = new(11);
        for (int round = 0; round < 300; round++)
        {
            string[] texts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Random(random, random.Next(0, 14)))];
            ConversationSpans spans = new(texts);
            HashSet<string> expected = [.. texts.SelectMany(SpanPieces.Of)];
            foreach (string piece in expected) Assert.True(Accepts(spans, piece), $"'{piece}' of '{string.Join("|", texts)}'");
            for (int i = 0; i < 100; i++)
            {
                string candidate = Random(random, random.Next(1, 6));
                Assert.Equal(expected.Contains(candidate), Accepts(spans, candidate));
            }
        }
    }

    [Fact]
    public void Constructor_LongText_TakesStatesInProportion()
    {
        Random random = new(5);
        ConversationSpans spans = new([Random(random, 200_000)]);
        Assert.False(spans.IsEmpty);
        Assert.True(new ConversationSpans([]).IsEmpty);
        Assert.True(new ConversationSpans(["  \n "]).IsEmpty);
    }

    private static string Random(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "aab  .è"[random.Next(7)]));

    private static bool Accepts(ConversationSpans spans, string contents)
    {
        int state = spans.Automaton.Start;
        foreach (byte b in Encoding.UTF8.GetBytes(contents))
        {
            if (state < 0) return false;
            state = spans.Automaton.Next(state, b);
        }
        return state >= 0 && spans.Automaton.Accepts(state);
    }
}
