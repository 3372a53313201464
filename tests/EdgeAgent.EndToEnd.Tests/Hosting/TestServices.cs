using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EdgeAgent.EndToEnd.Tests.Hosting;

/// <summary>What a host does with its services, without the host.</summary>
internal sealed class TestServices : ILoggerFactory, ILogger, IAsyncDisposable
{
    private readonly ServiceCollection _services = [];
    private ServiceProvider? _provider;

    public TestServices()
    {
        _services.AddSingleton<ILoggerFactory>(this);
        _services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
    }

    public IServiceCollection Collection => _services;

    public IServiceProvider Provider => _provider ??= _services.BuildServiceProvider();

    /// <summary>The ids of what was logged.</summary>
    public ConcurrentQueue<int> Logged { get; } = [];

    /// <summary>Validates the options and starts the services, as a host does.</summary>
    public async Task StartAsync()
    {
        Provider.GetRequiredService<IStartupValidator>().Validate();
        foreach (IHostedService hosted in Provider.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The health checks by name.</summary>
    public async Task<IReadOnlyDictionary<string, HealthReportEntry>> HealthAsync() =>
        (await Provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries;

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("EdgeAgent.", StringComparison.Ordinal) ? this : NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue(eventId.Id);

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => _provider?.DisposeAsync() ?? ValueTask.CompletedTask;
}
