namespace EdgeAgent.Agents;

/// <summary>Finds the tools that a request may be about: by words, by embeddings, by whatever its maker has.</summary>
/// <remarks>Thread-safe: turns of several conversations ask at once.</remarks>
public interface IToolIndex
{
    /// <summary>Ranks the tools that the index was made of.</summary>
    /// <param name="request">What the user said; any text, perhaps empty.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The tools that have anything to do with it, the most relevant first, each once.</returns>
    ValueTask<IReadOnlyList<ToolMatch>> RankAsync(string request, CancellationToken cancellationToken = default);
}
