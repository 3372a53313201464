using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Mcp.Http;

/// <summary>The open sessions: made, found, and ended when they are idle too long or too many.</summary>
internal sealed class HttpSessions(McpToolServer server, McpHttpOptions options, ILogger log)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HttpSession> _sessions = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>A new session with one request running; null when there are too many and none is idle.</summary>
    public HttpSession? TryOpen()
    {
        HttpSession? opened;
        List<HttpSession> ended = [];
        int open;
        lock (_lock)
        {
            ended.AddRange(_sessions.Values.Where(IsIdleTooLong));
            if (_sessions.Count - ended.Count >= options.MaxSessions
                && _sessions.Values.Except(ended).Where(s => s.Requests == 0).MinBy(s => s.LastUsed) is { } longest) ended.Add(longest);
            foreach (HttpSession session in ended) _sessions.Remove(session.Id);
            opened = _closed || _sessions.Count >= options.MaxSessions ? null : new HttpSession(NewId(), server, log) { Requests = 1 };
            if (opened is not null) _sessions.Add(opened.Id, opened);
            open = _sessions.Count;
        }
        foreach (HttpSession session in ended) End(session, "idle");
        if (opened is not null) McpLog.SessionOpened(log, opened.Id, open);
        return opened;
    }

    /// <summary>The session of an id, with one more request running; null when there is none (any more).</summary>
    public HttpSession? TryEnter(string id)
    {
        HttpSession? session;
        bool tooLate;
        lock (_lock)
        {
            if (!_sessions.TryGetValue(id, out session)) return null;
            tooLate = IsIdleTooLong(session);
            if (tooLate) _sessions.Remove(id);
            else session.Requests++;
        }
        if (tooLate) End(session, "idle");
        return tooLate ? null : session;
    }

    public void Leave(HttpSession session)
    {
        lock (_lock) (session.Requests, session.LastUsed) = (session.Requests - 1, server.TimeProvider.GetTimestamp());
    }

    public async Task<bool> TryCloseAsync(string id)
    {
        HttpSession? session;
        lock (_lock)
            if (!_sessions.Remove(id, out session)) return false;
        McpLog.SessionEnded(log, id, "closed by the client");
        await session.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Ends all of them, for the application stops.</summary>
    public void Close()
    {
        HttpSession[] all;
        lock (_lock)
        {
            _closed = true;
            all = [.. _sessions.Values];
            _sessions.Clear();
        }
        foreach (HttpSession session in all) End(session, "the application stops");
    }

    private bool IsIdleTooLong(HttpSession session) =>
        session.Requests == 0 && server.TimeProvider.GetElapsedTime(session.LastUsed) >= options.IdleTimeout;

    private void End(HttpSession session, string why)
    {
        McpLog.SessionEnded(log, session.Id, why);
        _ = session.DisposeAsync().AsTask(); // it waits for running handlers; nobody waits for it
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
