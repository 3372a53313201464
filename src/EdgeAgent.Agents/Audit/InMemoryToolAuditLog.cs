using System.Collections.Concurrent;

namespace EdgeAgent.Agents.Audit;

/// <summary>Keeps every record in memory, without bound: for tests and programs that end soon. Thread-safe.</summary>
public sealed class InMemoryToolAuditLog : IToolAuditLog
{
    private readonly ConcurrentQueue<ToolAuditRecord> _records = [];

    /// <summary>What was recorded so far, in order.</summary>
    public IReadOnlyList<ToolAuditRecord> Records => [.. _records];

    /// <inheritdoc/>
    public ValueTask WriteAsync(ToolAuditRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        _records.Enqueue(record);
        return ValueTask.CompletedTask;
    }
}
