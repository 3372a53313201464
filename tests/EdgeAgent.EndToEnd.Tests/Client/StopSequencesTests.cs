namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>Stop sequences against the obvious way: look at every end of the text for every sequence.</summary>
public sealed class StopSequencesTests
{
    [Theory]
    [InlineData("one. two", new[] { "." }, "one")]
    [InlineData("one. two", new[] { "!" }, "one. two")]
    [InlineData("abc", new[] { "abc", "b" }, "a")]          // complete first
    [InlineData("xabc", new[] { "bc", "abc" }, "x")]        // the longest of those complete at once
    [InlineData("ababac!", new[] { "abac" }, "ab")]         // a border is not forgotten
    [InlineData("aaab", new[] { "aab" }, "a")]
    [InlineData("stop", new[] { "stop" }, "")]
    [InlineData("perché è così", new[] { "è cos" }, "perché ")]
    [InlineData("a😀b😁c", new[] { "😁" }, "a😀b")]
    [InlineData("half a stop se", new[] { "stop sequence" }, "half a stop se")]
    [InlineData("line\r\nnext", new[] { "\n" }, "line\r")]
    public void Append_TextSplitAnywhere_EndsBeforeTheSequence(string text, string[] sequences, string expected)
    {
        for (int size = 1; size <= text.Length; size++) Assert.Equal(expected, Run(text, sequences, new Random(size), size));
    }

    [Fact]
    public void Append_RandomTexts_AreAsTheObviousWaySays()
    {
        Random random = new(4);
        int stopped = 0;
        for (int i = 0; i < 5_000; i++)
        {
            string text = Letters(random, 30);
            string[] sequences = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random, 5))];
            string expected = Obvious(text, sequences);
            Assert.Equal(expected, Run(text, sequences, random, 4));
            if (expected != text) stopped++;
        }
        Assert.InRange(stopped, 500, 4_500);
    }

    [Fact]
    public void Append_WhatCannotBeginASequence_IsNotHeldBack()
    {
        StopSequences stops = new(["</end>", "END"]);
        Assert.Equal("a <b", stops.Append("a <b")); // `<b` begins neither
        Assert.Equal(" ", stops.Append(" </"));
        Assert.Equal("</x", stops.Append("x"));
        Assert.Equal("E", stops.Append("EE"));
        Assert.Equal("E", stops.Flush());
        Assert.Equal("ND", stops.Append("ND")); // another stretch: what was before does not count
        Assert.False(stops.HasStopped);
    }

    [Fact]
    public void Append_LongSequenceAlmostThere_TakesLinearTime()
    {
        StopSequences stops = new([new string('a', 200_000) + "b"]);
        int length = stops.Append(new string('a', 1_000_000)).Length; // quadratic time would not end
        Assert.Equal(800_000, length);
    }

    private static string Letters(Random random, int most) => new([.. Enumerable.Range(0, random.Next(1, most)).Select(_ => (char)random.Next('a', 'd'))]);

    private static string Run(string text, string[] sequences, Random random, int largest)
    {
        StopSequences stops = new(sequences);
        string said = "";
        for (int at = 0, size; at < text.Length; at += size)
        {
            size = Math.Min(random.Next(1, largest + 1), text.Length - at);
            said += stops.Append(text.Substring(at, size));
        }
        return said + stops.Flush();
    }

    private static string Obvious(string text, string[] sequences)
    {
        for (int end = 1; end <= text.Length; end++)
        {
            string[] complete = [.. sequences.Where(sequence => text[..end].EndsWith(sequence, StringComparison.Ordinal))];
            if (complete.Length > 0) return text[..(end - complete.Max(sequence => sequence.Length))];
        }
        return text;
    }
}
