using EdgeAgent.Agents.Context;
using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Retrieval;

/// <summary>Chooses the tools that a turn shows to the model; see <see cref="ToolSelectionOptions"/> for the rules.</summary>
internal sealed class ToolSelector
{
    private readonly ToolSelectionOptions? _options;
    private readonly Lazy<IToolIndex> _index;
    private readonly Lazy<Dictionary<AgentTool, int>> _tokens;

    public ToolSelector(IReadOnlyList<AgentTool> tools, ToolSelectionOptions? options)
    {
        _options = options;
        _index = new(() => options?.Index?.Invoke(tools) ?? new LexicalToolIndex(tools));
        _tokens = new(() => tools.ToDictionary(t => t, t => PromptEstimate.Tokens(PromptEstimate.Characters(t.Declaration))));
    }

    /// <param name="offered">The tools of the turn.</param>
    /// <param name="mode">The turn's tool mode: a tool that it names is shown, and with a required call there is a tool to call.</param>
    /// <param name="messages">The conversation with what the user says now.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<ToolSelection> SelectAsync(
        IReadOnlyList<AgentTool> offered, ChatToolMode? mode, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        if (_options is not { } limits || (offered.Count <= limits.ShowAllUpTo && Tokens(offered) <= limits.MaxTokens))
            return new(offered, null);

        IReadOnlyList<ToolMatch> ranking = await _index.Value.RankAsync(Request(messages), cancellationToken).ConfigureAwait(false);
        AgentTool[] ranked = [.. ranking.Select(m => m.Tool).Where(offered.Contains).Distinct().Take(limits.MaxTools)];
        string? named = (mode as RequiredChatToolMode)?.RequiredFunctionName;
        HashSet<AgentTool> shown = [.. offered.Where(t => t.Options.Pinned || t.Name == named), .. ranked.Take(1)];
        Fill(shown, Called(messages, offered).Take(limits.MaxTools), limits.MaxTokens);
        Fill(shown, ranked, limits.MaxTokens);
        if (shown.Count == 0 && mode is RequiredChatToolMode) shown = [.. offered.Take(limits.MaxTools)];

        IReadOnlyList<AgentTool> inOrder = [.. offered.Where(shown.Contains)];
        return new(inOrder, new([.. inOrder.Select(t => t.Name)], offered.Count, Tokens(inOrder)));
    }

    private void Fill(HashSet<AgentTool> shown, IEnumerable<AgentTool> more, int maxTokens)
    {
        int tokens = Tokens(shown);
        foreach (AgentTool tool in more.Where(t => !shown.Contains(t)))
        {
            int own = _tokens.Value[tool];
            if (tokens + own > maxTokens) continue; // a smaller one may still fit
            tokens += own;
            shown.Add(tool);
        }
    }

    private int Tokens(IEnumerable<AgentTool> tools) => tools.Sum(t => _tokens.Value[t]);

    /// <summary>What to search for: the last user message, and the one before when nothing was called since.</summary>
    private static string Request(IReadOnlyList<ChatMessage> messages)
    {
        List<int> starts = ConversationTurns.Starts(messages);
        if (starts.Count == 0) return "";
        string last = messages[starts[^1]].Text;
        bool answersQuestion = starts.Count > 1
            && !messages.Skip(starts[^2]).Take(starts[^1] - starts[^2]).SelectMany(m => m.Contents).OfType<FunctionCallContent>().Any();
        return answersQuestion ? $"{messages[starts[^2]].Text}\n{last}" : last;
    }

    /// <summary>The tools called so far, the last called first.</summary>
    private static IEnumerable<AgentTool> Called(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AgentTool> offered) => messages
        .Reverse().SelectMany(m => m.Contents.OfType<FunctionCallContent>().Reverse()).Select(c => c.Name).Distinct()
        .Select(name => offered.FirstOrDefault(t => t.Name == name)).OfType<AgentTool>();
}
