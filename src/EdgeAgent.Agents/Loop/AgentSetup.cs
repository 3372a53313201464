using EdgeAgent.Agents.Context;
using EdgeAgent.Agents.Policies;
using EdgeAgent.Agents.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Agents.Loop;

/// <summary>What all turns of an agent share: its client, its options checked, its tools by name with their pipelines.</summary>
internal sealed class AgentSetup
{
    public AgentSetup(IChatClient client, AgentOptions options, ILoggerFactory? loggerFactory)
    {
        Client = client;
        Options = options;
        Log = loggerFactory?.CreateLogger<Agent>() ?? (ILogger)NullLogger.Instance;
        CapturesContent = options.Telemetry.Captures(Environment.GetEnvironmentVariable);
        Counter = new(client, options.ContextLength);
        if (options.ChatOptions?.Tools is { Count: > 0 } foreign)
        {
            throw new AgentException(
                "EA6006", $"ChatOptions.Tools has '{foreign[0].Name}', which the agent would not run.", "AgentOptions.ChatOptions",
                "Put it into AgentOptions.Tools, an AIFunction by AgentTool.FromFunction.");
        }
        foreach (AgentTool tool in options.Tools)
        {
            if (!Tools.TryAdd(tool.Name, tool))
            {
                throw new AgentException("EA6005", $"Two tools have the name '{tool.Name}'.", $"AgentOptions.Tools, tool {tool.Name}",
                    "Give one of them another name by ToolOptions.Name.");
            }
            Pipelines.Add(tool.Name, new HandlerPipeline(tool, options.TimeProvider, Log));
        }
        Selector = new([.. Tools.Values], options.ToolSelection);
    }

    public PromptCounter Counter { get; }

    public ToolSelector Selector { get; }

    public IChatClient Client { get; }

    public AgentOptions Options { get; }

    public ILogger Log { get; }

    /// <summary>Whether spans carry what was said.</summary>
    public bool CapturesContent { get; }

    /// <summary>The tools by name, in the order they were given.</summary>
    public OrderedDictionary<string, AgentTool> Tools { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, HandlerPipeline> Pipelines { get; } = new(StringComparer.Ordinal);

    /// <summary>The options of a turn, refused at the call when they name a tool that is not there.</summary>
    public AgentTurnOptions Check(AgentTurnOptions? turn)
    {
        turn ??= Options.TurnOptions;
        foreach (string name in turn.AllowedTools ?? []) CheckName(name, nameof(turn.AllowedTools));
        if (turn.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } required })
        {
            CheckName(required, nameof(turn.ToolMode));
            if (turn.AllowedTools is { } allowed && !allowed.Contains(required)) throw UnknownTool(required, nameof(turn.AllowedTools));
        }
        return turn;
    }

    /// <summary>The tools that a turn offers.</summary>
    public IReadOnlyList<AgentTool> Offered(AgentTurnOptions turn) =>
        turn.AllowedTools is { } allowed ? [.. Tools.Values.Where(t => allowed.Contains(t.Name))] : [.. Tools.Values];

    /// <summary>The options of a model call.</summary>
    public ChatOptions ChatOptions(AgentTurnOptions turn, IReadOnlyCollection<AgentTool> shown, bool firstCall, int tokensLeft)
    {
        ChatOptions options = Options.ChatOptions?.Clone() ?? new();
        options.MaxOutputTokens = Math.Min(options.MaxOutputTokens ?? int.MaxValue, tokensLeft);
        if (Options.Grounding is { } grounding) (options.AdditionalProperties ??= [])[ToolGrounding.Key] = grounding;
        options.Tools = shown.Count > 0 ? [.. shown.Select(t => t.Declaration)] : null;
        options.ToolMode = shown.Count == 0 ? null : firstCall ? turn.ToolMode ?? options.ToolMode : ChatToolMode.Auto;
        return options;
    }

    private void CheckName(string name, string option)
    {
        if (!Tools.ContainsKey(name)) throw UnknownTool(name, option);
    }

    private AgentException UnknownTool(string name, string option) => new(
        "EA6007", $"The turn has no tool '{name}'.", $"AgentTurnOptions.{option}",
        $"Name one of: {(Tools.Count == 0 ? "(the agent has no tools)" : string.Join(", ", Tools.Keys))}.");
}
