namespace EdgeAgent.Mcp.Tests.Support;

/// <summary>Programs that behave badly as MCP servers: a few lines for Node, which building this repository needs anyway.</summary>
internal static class FakeServer
{
    /// <summary>Answers initialize and lists the tool <c>t</c>; what it does with a call is the script's to say, and <c>reply(m, result)</c>
    /// answers.</summary>
    private const string Base = """
        const reply = (m, result) => console.log(JSON.stringify({ jsonrpc: "2.0", id: m.id, result }));
        const fail = (m, code, message) => console.log(JSON.stringify({ jsonrpc: "2.0", id: m.id, error: { code, message } }));
        require("readline").createInterface({ input: process.stdin }).on("line", line => {
          const m = JSON.parse(line);
          if (m.method === "initialize") reply(m, { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "fake", version: "1" } });
          else if (m.method === "tools/list") list(m);
          else if (m.method === "tools/call") call(m);
          else if (m.id !== undefined) fail(m, -32601, "no such method");
        });
        const ok = m => reply(m, { tools: [{ name: "t", inputSchema: { type: "object" } }] });

        """;

    /// <summary>A program of its own.</summary>
    public static McpServerProcess Script(string script) => new("node", "-e", script) { ShutdownTimeout = TimeSpan.FromMilliseconds(300) };

    /// <summary>A server that lists and calls as these functions do.</summary>
    public static McpServerProcess With(string call = "m => reply(m, { content: [] })", string list = "ok", string first = "") =>
        Script($"{first}\n{Base}\nconst call = {call};\nconst list = {list};");

    /// <summary>Whether a process runs.</summary>
    public static bool Runs(int id)
    {
        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Waits for a process to end.</summary>
    public static async Task EndedAsync(int id)
    {
        for (int i = 0; Runs(id); i++)
        {
            Assert.True(i < 200, $"process {id} still runs");
            await Task.Delay(50, Wire.Token);
        }
    }
}
