using System.Runtime.InteropServices;

namespace EdgeAgent.Agents.Retrieval;

/// <summary>Ranks tools by the words they share with a request: BM25 over weighted fields (BM25F).</summary>
/// <remarks>
/// Source: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6. Words that many
/// tools have count little by their inverse document frequency, so there is no list of stop words in any language. Immutable and
/// thread-safe. Memory: one entry for each word of each tool; a search touches the tools that share a word, and allocates its answer.
/// </remarks>
internal sealed class LexicalToolIndex : IToolIndex
{
    /// <summary>How soon repetitions of a word stop to count; the usual value.</summary>
    private const double K1 = 1.2;

    /// <summary>How much a long field is discounted; less than the usual 0.75, for many examples are no fault of a tool.</summary>
    private const double B = 0.4;

    // By field. The name says it shortest; parameters name things that many tools have.
    private static readonly double[] Weights = [2, 1.5, 0.7, 1.5];

    private readonly IReadOnlyList<AgentTool> _tools;
    private readonly Dictionary<string, List<Posting>> _postings = new(StringComparer.Ordinal);

    public LexicalToolIndex(IReadOnlyList<AgentTool> tools)
    {
        _tools = tools;
        ToolWordCounts[] counts = [.. tools.Select(t => new ToolWordCounts(t))];
        double[] averages = [.. Weights.Select((_, field) => Math.Max(1, counts.Length == 0 ? 1 : counts.Average(c => c.Length(field))))];
        for (int tool = 0; tool < counts.Length; tool++)
        {
            foreach ((string word, int[] perField) in counts[tool].Words)
            {
                double weight = 0;
                for (int field = 0; field < Weights.Length; field++)
                    weight += Weights[field] * perField[field] / (1 - B + (B * counts[tool].Length(field) / averages[field]));
                ref List<Posting>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, word, out _);
                (list ??= []).Add(new(tool, weight / (K1 + weight)));
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ToolMatch>> RankAsync(string request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        double[] scores = new double[_tools.Count];
        ToolWords.Cut(request, (Index: this, Scores: scores), static (state, word) => state.Index.Score(word, state.Scores));
        List<ToolMatch> found = [];
        for (int tool = 0; tool < scores.Length; tool++)
            if (scores[tool] > 0) found.Add(new(_tools[tool], scores[tool]));
        // A stable order: of equal scores the tool given first.
        return ValueTask.FromResult<IReadOnlyList<ToolMatch>>([.. found.OrderByDescending(m => m.Score)]);
    }

    private void Score(ReadOnlySpan<char> word, double[] scores)
    {
        if (!_postings.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out List<Posting>? found)) return;
        double rarity = Math.Log(1 + ((_tools.Count - found.Count + 0.5) / (found.Count + 0.5)));
        foreach (Posting posting in found) scores[posting.Tool] += rarity * posting.Weight;
    }

    /// <param name="Tool">Its place.</param>
    /// <param name="Weight">The word's saturated frequency in it, 0 to 1.</param>
    private readonly record struct Posting(int Tool, double Weight);
}
