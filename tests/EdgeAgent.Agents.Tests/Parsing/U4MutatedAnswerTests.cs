using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Parsing;

/// <summary>U4: no text, however broken, makes the reader throw, mend without end, or use memory beyond the text's size.</summary>
public sealed class U4MutatedAnswerTests
{
    private static readonly string[] Sound = [.. U1ToolCallReaderTests.Answers().Select(row => row.Data.Item1).Where(text => text.Length > 20)];

    private static readonly string[] Noise =
        ["{", "}", "[", "]", "\"", "'", "\\", ",", ":", "<tool_call>", "</tool_call>", "<function=", "<parameter=x>", "</parameter>", "[TOOL_CALLS]", "```", "\ud83c", "\0", "<think>", "\\u12", "1e9999", "-", "True"];

    [Fact]
    public void Read_HundredThousandMutatedAnswers_NeverThrowsAndStaysWithinItsBounds()
    {
        Random random = new(7);
        ToolCallReaderOptions options = new();
        int calls = 0, repaired = 0;
        for (int i = 0; i < 100_000; i++)
        {
            string text = Mutate(random, Sound[random.Next(Sound.Length)]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            IReadOnlyList<AIContent> contents = ToolCallReader.Read(text, options, ReadAnswer.Tools);
            long used = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(used < 60_000 + 400L * text.Length, $"{used} bytes for {text.Length} characters: {text}");
            foreach (FunctionCallContent call in contents.OfType<FunctionCallContent>())
            {
                calls++;
                if (call.AdditionalProperties?[ToolCallRepair.Key] is not IReadOnlyList<ToolCallRepair> repairs) continue;
                Assert.InRange(repairs.Count, 1, options.MaxRepairs);
                repaired++;
            }
            if (i % 100 == 0) Assert.Equal(ReadAnswer.Of(contents), ReadAnswer.InPieces(text, Enumerable.Range(0, text.Length)));
        }
        Assert.True(calls > 10_000 && repaired > 1_000, $"{calls} calls, {repaired} repaired");
    }

    [Theory]
    [InlineData("[", 20_000)]
    [InlineData("{\"a\":", 20_000)]
    [InlineData("</tool_call", 20_000)]
    [InlineData("\" ", 100_000)]
    [InlineData("<tool_call>", 2_000)]
    [InlineData("```\n", 20_000)]
    [InlineData("<", 100_000)]
    public void Read_OnePieceOverAndOver_EndsInTimeNearItsLength(string piece, int count)
    {
        string body = string.Concat(Enumerable.Repeat(piece, count));

        // Quadratic work on this many characters would take minutes: the test would not end.
        foreach (string start in (string[])["", "<tool_call>{\"name\": \"note\", \"arguments\": ", "<tool_call>x", "[TOOL_CALLS]", "<think>"])
            Assert.NotNull(ToolCallReader.Read(start + body, new() { MaxCallLength = 1 << 20 }, ReadAnswer.Tools));
    }

    private static string Mutate(Random random, string text)
    {
        StringBuilder changed = new(text);
        for (int n = random.Next(1, 4); n > 0 && changed.Length > 0; n--)
        {
            int at = random.Next(changed.Length);
            switch (random.Next(4))
            {
                case 0: changed.Remove(at, Math.Min(random.Next(1, 9), changed.Length - at)); break;
                case 1: changed.Insert(at, Noise[random.Next(Noise.Length)]); break;
                case 2: changed[at] = (char)random.Next(1, 0x250); break;
                default: changed.Length = at; break;
            }
        }
        return changed.ToString();
    }
}
