// An MCP client that is not ours (@modelcontextprotocol/sdk), driven by InteropTests: connects, lists, calls, prints what it saw as JSON.
// usage: node client.mjs stdio COMMAND ARGS... | http URL
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const [way, target, ...args] = process.argv.slice(2);
const asked = [];
const answers = [{ action: "decline" }, { action: "accept", content: { approve: true } }];
const client = new Client({ name: "interop", version: "1" }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, request => {
  asked.push(request.params.message);
  return answers.shift();
});
await client.connect(way === "stdio"
  ? new StdioClientTransport({ command: target, args })
  : new StreamableHTTPClientTransport(new URL(target)));

const call = async (name, args) => {
  try {
    const result = await client.callTool({ name, arguments: args });
    return { error: result.isError ?? false, text: result.content[0].text, structured: result.structuredContent };
  } catch (e) {
    return { protocolError: e.code };
  }
};
const seen = {
  server: client.getServerVersion(),
  tools: (await client.listTools()).tools,
  light: await call("turn_light", { room: "kitchen", state: "on" }),
  wrong: await call("turn_light", { room: "cellar" }),
  unknown: await call("no_such_tool", {}),
  declined: await call("set_lock", { action: "unlock" }),
  accepted: await call("set_lock", { action: "unlock" }),
  asked,
};
await client.ping();
await client.close();
console.log(JSON.stringify(seen));
