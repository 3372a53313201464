using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Every log line of this folder. Event ids are stable.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(5501, LogLevel.Information, "Model {Model} is loaded after {Milliseconds:F0} ms")]
    public static partial void ModelLoaded(ILogger log, string model, double milliseconds);

    [LoggerMessage(5502, LogLevel.Error, "Model {Model} could not be loaded")]
    public static partial void ModelNotLoaded(ILogger log, string model, Exception exception);
}
