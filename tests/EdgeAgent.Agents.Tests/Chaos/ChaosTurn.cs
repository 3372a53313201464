using System.Globalization;
using System.Text;

namespace EdgeAgent.Agents.Tests.Chaos;

/// <summary>What happens in one turn, drawn at random.</summary>
/// <param name="Calls">The calls that the model makes, step by step: tool, and the number that names the call.</param>
/// <param name="Text">The same as the model's script.</param>
/// <param name="Ending">How the reader ends it.</param>
/// <param name="At">At which event, where it ends it early.</param>
internal sealed record ChaosTurn(IReadOnlyList<(string Tool, int X)> Calls, string Text, ChaosEnding Ending, int At)
{
    private static readonly string[] Tools =
    [
        "read", "read", "read", "slow", "slow", "set", "throw", "stale", "answer", "hang", "stubborn", "forge", "half", "often", "unlock",
        "unlock", "denied", "missing", "set!",
    ];

    /// <summary>Draws a turn.</summary>
    /// <param name="random">Seeded.</param>
    /// <param name="number">The turn's own number; its calls are named by it.</param>
    public static ChaosTurn Draw(Random random, int number)
    {
        List<(string, int)> calls = [];
        StringBuilder text = new();
        int steps = random.Next(1, 4);
        for (int step = 0; step < steps; step++)
        {
            if (step > 0) text.Append('\n');
            for (int call = random.Next(1, 5); call > 0; call--)
            {
                // 10 MB are dear in time: one turn in 400 has them.
                string tool = number % 400 == 7 && calls.Count == 0 ? "big" : Tools[random.Next(Tools.Length)];
                int x = (number * 100) + calls.Count;
                bool invalid = tool == "set!";
                if (invalid) tool = "set";
                calls.Add((tool, x));
                text.Append(CultureInfo.InvariantCulture, $"{tool} {{\"x\": {(invalid ? $"\"{x}\"" : x)}}}\n");
            }
        }
        if (random.Next(40) == 0) text.Append($"{CallingClient.Breaks}\n");
        ChaosEnding ending = random.Next(10) switch { 0 => ChaosEnding.Cancel, 1 => ChaosEnding.WalkAway, _ => ChaosEnding.ReadAll };
        return new(calls, text.ToString(), ending, random.Next(12));
    }
}
