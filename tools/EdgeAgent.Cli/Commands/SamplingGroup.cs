using System.CommandLine;
using EdgeAgent.Inference.Sampling;

namespace EdgeAgent.Cli.Commands;

/// <summary>The options that say how tokens are chosen; without any of them decoding is greedy.</summary>
internal sealed class SamplingGroup
{
    private readonly Option<float?> _temperature = NumberOption.Real(
        "--temperature", "Above 0 tokens are drawn by chance, the more the higher (without it 0: the most likely one).", 0, 100);
    private readonly Option<long?> _topK = NumberOption.Between("--top-k", "Draw from so many of the most likely tokens.", 1, int.MaxValue);
    private readonly Option<float?> _topP = NumberOption.Real("--top-p", "Draw from the fewest tokens whose probability reaches this share.", 0, 1, above: true);
    private readonly Option<float?> _minP = NumberOption.Real("--min-p", "Leave out tokens less likely than this share of the most likely one.", 0, 1);
    private readonly Option<float?> _repetition = NumberOption.Real(
        "--repetition-penalty", "Above 1 tokens that were there become less likely.", 0.1f, 10);
    private readonly Option<long?> _seed = NumberOption.Between(
        "--seed", "The same seed and text give the same continuation.", long.MinValue, long.MaxValue);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _temperature, _topK, _topP, _minP, _repetition, _seed }) command.Add(option);
    }

    public SamplingOptions Read(ParseResult parsed) => new()
    {
        Temperature = parsed.GetValue(_temperature) ?? 0,
        TopK = (int?)parsed.GetValue(_topK),
        TopP = parsed.GetValue(_topP) ?? 1,
        MinP = parsed.GetValue(_minP) ?? 0,
        RepetitionPenalty = parsed.GetValue(_repetition) ?? 1,
        Seed = parsed.GetValue(_seed),
    };
}
