using System.Collections.Concurrent;

namespace EdgeAgent.Agents.Tests;

/// <summary>Which handlers ran, in order.</summary>
internal sealed class Counter
{
    private readonly ConcurrentQueue<string> _ran = new();

    public void Add(string name) => _ran.Enqueue(name);

    public string[] Ran => [.. _ran];

    public int Of(string name) => _ran.Count(n => n == name);
}
