using System.CommandLine;
using System.Net;
using EdgeAgent.Agents;
using EdgeAgent.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartHome.Simulation;
using SmartHome.Terminal;
using SmartHome.Tools;

namespace EdgeAgent.Cli.Commands;

/// <summary><c>edge-agent mcp --sample smart-home|--tools FILE</c>: tools for any MCP client. No model is loaded: the client has one.</summary>
internal static class McpCommand
{
    private const string SmartHomeSample = "smart-home", Path = "/mcp";

    public static Command Create(CliHost host)
    {
        Option<string?> file = new("--tools")
        {
            Description = "A JSON file with OpenAI's array of tools; their handlers echo the arguments.",
            HelpName = "FILE",
        };
        Option<string?> sample = new("--sample") { Description = "The tools of a sample: smart-home, a simulated house." };
        sample.AcceptOnlyFromAmong(SmartHomeSample);
        Option<long?> port = NumberOption.Between(
            "--http", "Serve http://127.0.0.1:PORT/mcp instead of standard input and output; 0 takes a free port.", 0, 65_535, "PORT");
        Option<bool> yes = new("--yes") { Description = "Approve calls that would ask; else the client's user is asked, where the client can." };
        Command command = new("mcp", "Offers tools to MCP clients, over standard input and output or HTTP.") { sample, file, port, yes };
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is null == result.GetResult(sample) is null) result.AddError("Take --tools or --sample, one of both.");
        });
        command.SetAction((parsed, stop) =>
        {
            McpToolServer server = Server(host, parsed.GetValue(file), parsed.GetValue(yes));
            return parsed.GetValue(port) is { } number ? ServeHttpAsync(host, server, (int)number, stop) : ServeAsync(host, server, stop);
        });
        return command;
    }

    private static McpToolServer Server(CliHost host, string? file, bool yes) => new(
        file is not null ? ToolsFile.Read(System.IO.Path.GetFullPath(file)) : AgentTool.FromObject(new HouseTools(new House(host.Clock))),
        new McpToolServerOptions
        {
            Name = file is null ? $"edge-agent {SmartHomeSample}" : "edge-agent",
            Instructions = file is null ? "The devices of a simulated house." : null,
            Approver = yes ? (request, _) => ValueTask.FromResult(request.Approve()) : null,
        });

    private static async Task<int> ServeAsync(CliHost host, McpToolServer server, CancellationToken stop)
    {
        (Stream input, Stream output) = host.OpenStreams();
        await using (input)
        await using (output) await server.RunAsync(input, output, stop);
        stop.ThrowIfCancellationRequested();
        return ExitCodes.Done;
    }

    private static async Task<int> ServeHttpAsync(CliHost host, McpToolServer server, int port, CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders(); // what matters is told below or comes as an exception
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using WebApplication application = builder.Build();
        application.MapMcpTools(Path, server);
        await application.StartAsync(stop);
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        host.Error.WriteLine($"Listening on {address}{Path}. Ctrl-C ends it.");
        await application.WaitForShutdownAsync(stop);
        return ExitCodes.Done;
    }
}
