using System.CommandLine;
using EdgeAgent.Agents;
using EdgeAgent.Mcp;
using Microsoft.Extensions.AI;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;

namespace EdgeAgent.Cli.Commands;

/// <summary>The options that <c>run</c> and <c>chat</c> share, and the agent that they describe.</summary>
internal sealed class AgentOptionsGroup
{
    private const string SmartHomeSample = "smart-home";

    private readonly Option<string> _model = new("--model", "-m")
    {
        Description = "A model's id (see: models list), a package's folder or a GGUF file.",
        DefaultValueFactory = _ => Models.ModelStore.DefaultModel,
        HelpName = "ID|DIR",
    };
    private readonly Option<string?> _tools = new("--tools")
    {
        Description = "A JSON file with OpenAI's array of tools; their handlers echo the arguments.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _sample = new("--sample") { Description = "The tools of a sample: smart-home, a simulated house." };
    private readonly Option<string> _choice = new("--tool-choice")
    {
        Description = "auto, none, required, or the name of the tool that must be called.",
        DefaultValueFactory = _ => "auto",
        HelpName = "CHOICE",
    };
    private readonly Option<long?> _maxTokens = NumberOption.Between(
        "--max-tokens", "Tokens that the model may write in one turn.", 1, 1_000_000);
    private readonly Option<bool> _yes = new("--yes") { Description = "Approve calls that would ask." };
    private readonly McpServersGroup _mcp = new();

    public AgentOptionsGroup() => _sample.AcceptOnlyFromAmong(SmartHomeSample);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _model, _tools, _sample, _choice, _maxTokens, _yes }) command.Add(option);
        _mcp.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_tools) is not null && result.GetValue(_sample) is not null)
                result.AddError("Take --tools or --sample, not both.");
        });
    }

    /// <summary>Everything but the model: read first, so that a bad tool file or MCP server is told before anything is loaded.</summary>
    public async Task<AgentSetup> ReadAsync(ParseResult parsed, CliHost host, CancellationToken stop)
    {
        House? house = parsed.GetValue(_sample) == SmartHomeSample ? new House(host.Clock) : null;
        IReadOnlyList<AgentTool> own = house is not null ? AgentTool.FromObject(new HouseTools(house))
            : parsed.GetValue(_tools) is { } file ? ToolsFile.Read(Path.GetFullPath(file)) : [];
        IReadOnlyList<McpToolSource> servers = await _mcp.ConnectAsync(parsed, host, stop);
        AgentSetup setup = new(parsed.GetRequiredValue(_model), house, servers, new());
        try
        {
            return setup with { Options = Options(parsed, host, house, McpToolSource.Combine(own, servers)) };
        }
        catch
        {
            await setup.DisposeAsync();
            throw;
        }
    }

    private AgentOptions Options(ParseResult parsed, CliHost host, House? house, IReadOnlyList<AgentTool> tools)
    {
        ConsoleApproval approval = new(host.Screen, host.In, parsed.GetValue(_yes));
        AgentTurnOptions turn = new() { ToolMode = Mode(parsed.GetRequiredValue(_choice), tools) };
        if (parsed.GetValue(_maxTokens) is { } limit) turn = turn with { MaxOutputTokens = (int)limit };
        return new()
        {
            Tools = tools,
            Instructions = house is null ? null : HouseAgent.Instructions,
            Approver = approval.AnswerAsync,
            TurnOptions = turn,
        };
    }

    private static ChatToolMode? Mode(string choice, IReadOnlyList<AgentTool> tools)
    {
        if (choice == "auto") return null;
        if (choice == "none") return ChatToolMode.None;
        if (tools.Count == 0)
        {
            throw new CliException(ExitCodes.Usage, "EA7003", $"A call is required ({choice}), but there are no tools.", "--tool-choice",
                "Give tools with --tools FILE, --sample smart-home or --mcp SERVER.");
        }
        if (choice == "required") return ChatToolMode.RequireAny;
        if (tools.Any(tool => tool.Name == choice)) return ChatToolMode.RequireSpecific(choice);
        throw new CliException(ExitCodes.Usage, "EA7004", $"There is no tool '{choice}'.", "--tool-choice",
            $"Take auto, none, required or one of: {string.Join(", ", tools.Select(tool => tool.Name))}.");
    }
}
