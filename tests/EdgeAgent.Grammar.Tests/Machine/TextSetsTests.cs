using System.Text;
using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Tests.Machine;

public class TextSetsTests
{
    /// <summary>Random pieces of a text of few letters, so that many are alike or begin alike; each set made on the way is asked again at the end.</summary>
    [Theory, InlineData(1, 2), InlineData(2, 3), InlineData(3, 256)]
    public void Add_AnyPieces_EachSetHasWhatWasAddedToItAndNoMore(int seed, int letters)
    {
        Random random = new(seed);
        byte[] text = new byte[400];
        for (int i = 0; i < text.Length; i++) text[i] = (byte)random.Next(letters);
        TextSets sets = new();
        List<(int Set, SortedSet<string> Pieces)> made = [(TextSets.Empty, new(StringComparer.Ordinal))];
        for (int i = 0; i < 300; i++)
        {
            (int set, SortedSet<string> pieces) = made[random.Next(made.Count)];
            int start = random.Next(text.Length), length = Math.Min(random.Next(6), text.Length - start);
            string piece = Encoding.Latin1.GetString(text, start, length);
            int more = sets.Add(set, text, start, length, out int alone);
            Assert.Equal(pieces.Contains(piece), more == TextSets.Empty);
            if (more == TextSets.Empty) continue;
            Assert.Equal(piece, Encoding.Latin1.GetString(sets.Piece(alone, text, 0)));
            made.Add((more, new(pieces, StringComparer.Ordinal) { piece }));
        }
        foreach ((int set, SortedSet<string> pieces) in made)
        {
            Assert.Equal(pieces, All(sets, set, text));
            for (int i = 0; i < 20; i++)
            {
                int start = random.Next(text.Length);
                byte[] beginning = text[start..Math.Min(text.Length, start + random.Next(4))];
                string begun = Encoding.Latin1.GetString(beginning);
                Assert.Equal(pieces.Where(p => p.StartsWith(begun, StringComparison.Ordinal)), All(sets, sets.StartingWith(set, text, beginning), text));
                Assert.Equal(pieces.Contains(begun), sets.Has(set, text, beginning));
            }
        }
    }

    [Fact]
    public void Used_SetBack_EarlierSetsAreAsTheyWere()
    {
        byte[] text = "onetwothree"u8.ToArray();
        TextSets sets = new();
        int one = sets.Add(TextSets.Empty, text, 0, 3, out _), used = sets.Used, two = sets.Add(one, text, 3, 3, out _);
        Assert.Equal(["one", "two"], All(sets, two, text));
        sets.Used = used;
        int three = sets.Add(one, text, 6, 5, out _);
        Assert.Equal(["one", "three"], All(sets, three, text));
        Assert.Equal(["one"], All(sets, one, text));
    }

    private static IEnumerable<string> All(TextSets sets, int set, byte[] text)
        => [.. Enumerable.Range(0, sets.CountOf(set)).Select(i => Encoding.Latin1.GetString(sets.Piece(set, text, i)))];
}
