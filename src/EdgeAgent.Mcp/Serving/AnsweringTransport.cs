using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace EdgeAgent.Mcp.Serving;

/// <summary>A transport that knows which requests are not answered yet: once its input has ended, the SDK's own sends nothing more.</summary>
internal sealed class AnsweringTransport : ITransport
{
    private readonly ITransport _inner;
    private readonly Lock _lock = new();
    private readonly HashSet<RequestId> _open = [];
    private readonly SemaphoreSlim _answered = new(0);

    public AnsweringTransport(ITransport inner)
    {
        _inner = inner;
        MessageReader = new Reader(this);
    }

    public string? SessionId => _inner.SessionId;

    public ChannelReader<JsonRpcMessage> MessageReader { get; }

    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        await _inner.SendMessageAsync(message, cancellationToken).ConfigureAwait(false);
        if (message is not (JsonRpcResponse or JsonRpcError)) return;
        lock (_lock) _open.Remove(((JsonRpcMessageWithId)message).Id);
        _answered.Release();
    }

    /// <summary>Waits until all that was read is answered.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!IsDrained()) await _answered.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        _answered.Dispose();
    }

    private bool IsDrained()
    {
        lock (_lock) return _open.Count == 0 && !_inner.MessageReader.TryPeek(out _);
    }

    /// <summary>Takes a message and notes it in one step, so that none is in neither place.</summary>
    private bool TryRead([MaybeNullWhen(false)] out JsonRpcMessage message)
    {
        lock (_lock)
        {
            if (!_inner.MessageReader.TryRead(out message)) return false;
            if (message is JsonRpcRequest request) _open.Add(request.Id);
            else if (_open.Count == 0) _answered.Release(); // a notification was the last there was
            return true;
        }
    }

    private sealed class Reader(AnsweringTransport transport) : ChannelReader<JsonRpcMessage>
    {
        public override Task Completion => transport._inner.MessageReader.Completion;

        public override bool TryRead([MaybeNullWhen(false)] out JsonRpcMessage item) => transport.TryRead(out item);

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            transport._inner.MessageReader.WaitToReadAsync(cancellationToken);
    }
}
