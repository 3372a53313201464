using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Grammar.Tests;

/// <summary>The obvious way to read a whole answer: split it at the family's tags and parse what lies between.</summary>
internal static class CallReader
{
    public static (string Text, List<(string Name, string Arguments)> Calls) Read(string syntax, string answer, Func<string, string> tag) => syntax switch
    {
        "hermes" => Hermes(answer, tag("<tool_call>") + "\n", tag("</tool_call>")),
        "qwen3-coder" => Qwen(answer, tag("<tool_call>") + "\n<function=", "</function>\n" + tag("</tool_call>")),
        "functiongemma" => Gemma(answer, tag("<start_function_call>") + "call:", tag("<end_function_call>")),
        "llama3" => Llama3(answer, tag("<|python_tag|>")),
        _ => Mistral(answer, tag("[TOOL_CALLS]")),
    };

    private static (string, List<(string, string)>) Hermes(string answer, string open, string close)
    {
        List<(string, string)> calls = [];
        StringBuilder text = new();
        for (int at; (at = answer.IndexOf(open, StringComparison.Ordinal)) >= 0;)
        {
            text.Append(answer.AsSpan(0, at));
            // A closing tag may stand in a string: the call is the first line, and JSON has no line break.
            string[] lines = answer[(at + open.Length)..].Split('\n', 2);
            Assert.StartsWith(close, lines[1], StringComparison.Ordinal);
            calls.Add(Call(lines[0], "arguments"));
            answer = lines[1][close.Length..];
        }
        return (text.Append(answer).ToString(), calls);
    }

    /// <summary>Arguments as JSON: a string where the schema's property is one, else the text as it is.</summary>
    private static (string, List<(string, string)>) Qwen(string answer, string open, string close)
    {
        List<(string, string)> calls = [];
        StringBuilder text = new();
        for (int at; (at = answer.IndexOf(open, StringComparison.Ordinal)) >= 0;)
        {
            text.Append(answer.AsSpan(0, at));
            answer = answer[(at + open.Length)..];
            string name = answer[..answer.IndexOf(">\n", StringComparison.Ordinal)];
            answer = answer[(name.Length + 2)..];
            JsonObject arguments = [];
            while (answer.StartsWith("<parameter=", StringComparison.Ordinal))
            {
                int end = answer.IndexOf(">\n", StringComparison.Ordinal), last = answer.IndexOf("\n</parameter>\n", end + 2, StringComparison.Ordinal);
                string key = answer["<parameter=".Length..end], value = answer[(end + 2)..last];
                arguments.Add(key, key is "a" or "on" or "text" ? value : JsonNode.Parse(value));
                answer = answer[(last + "\n</parameter>\n".Length)..];
            }
            calls.Add((name, arguments.ToJsonString()));
            Assert.StartsWith(close, answer, StringComparison.Ordinal);
            answer = answer[close.Length..];
        }
        return (text.Append(answer).ToString(), calls);
    }

    /// <summary>Arguments as JSON; what JSON there is ends where the shortest text does that can be parsed and that a comma or brace follows.</summary>
    private static (string, List<(string, string)>) Gemma(string answer, string open, string close)
    {
        List<(string, string)> calls = [];
        StringBuilder text = new();
        for (int at; (at = answer.IndexOf(open, StringComparison.Ordinal)) >= 0;)
        {
            text.Append(answer.AsSpan(0, at));
            answer = answer[(at + open.Length)..];
            string name = answer[..answer.IndexOf('{', StringComparison.Ordinal)];
            answer = answer[(name.Length + 1)..];
            JsonObject arguments = [];
            while (!answer.StartsWith('}'))
            {
                if (arguments.Count > 0) answer = answer[1..];
                int colon = answer.IndexOf(':', StringComparison.Ordinal);
                (string key, string value) = (answer[..colon], answer[(colon + 1)..]);
                string[] parts = value.Split("<escape>", 3);
                bool isRaw = value.StartsWith("<escape>", StringComparison.Ordinal);
                int length = isRaw ? parts[1].Length + 16 : Enumerable.Range(1, value.Length).First(n => value[n] is ',' or '}' && Parses(value[..n]));
                arguments.Add(key, isRaw ? parts[1] : JsonNode.Parse(value[..length]));
                answer = value[length..];
            }
            calls.Add((name, arguments.ToJsonString()));
            Assert.StartsWith("}" + close, answer, StringComparison.Ordinal);
            answer = answer[(close.Length + 1)..];
        }
        return (text.Append(answer).ToString(), calls);
    }

    private static bool Parses(string json)
    {
        try
        {
            JsonDocument.Parse(json).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (string, List<(string, string)>) Llama3(string answer, string prefix)
    {
        string body = answer.StartsWith(prefix, StringComparison.Ordinal) ? answer[prefix.Length..] : answer;
        return body.StartsWith("{\"name\": \"", StringComparison.Ordinal) ? ("", [Call(body, "parameters")]) : (answer, []);
    }

    private static (string, List<(string, string)>) Mistral(string answer, string trigger)
    {
        int at = answer.IndexOf(trigger, StringComparison.Ordinal);
        if (at < 0) return (answer, []);
        string list = answer[(at + trigger.Length)..];
        Assert.StartsWith(" [", list, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(list);
        List<(string, string)> calls = [.. json.RootElement.EnumerateArray().Select(c => Call(c.GetRawText(), "arguments"))];
        Assert.Equal(list, $" [{string.Join(", ", json.RootElement.EnumerateArray().Select(c => c.GetRawText()))}]");
        return (answer[..at], calls);
    }

    private static (string, string) Call(string json, string arguments)
    {
        using JsonDocument call = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal(["name", arguments], call.RootElement.EnumerateObject().Select(p => p.Name));
        return (call.RootElement.GetProperty("name").GetString()!, call.RootElement.GetProperty(arguments).GetRawText());
    }
}
