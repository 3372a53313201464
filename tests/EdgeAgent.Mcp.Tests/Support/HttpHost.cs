using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Mcp.Tests.Support;

/// <summary>Our server over HTTP, on a loopback port that the system picks.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpHost(WebApplication application) => _application = application;

    public Uri Endpoint => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/mcp");

    public static async Task<HttpHost> StartAsync(McpToolServer server, McpHttpOptions? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.MapMcpTools("/mcp", server, options);
        await application.StartAsync(Wire.Token);
        return new(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(Wire.Token).WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
        await _application.DisposeAsync();
    }
}
