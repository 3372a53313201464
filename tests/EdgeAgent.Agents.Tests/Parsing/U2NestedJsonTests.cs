using System.Text;
using System.Text.Json;
using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Parsing;

/// <summary>U2: whatever a string argument holds, it arrives as it was written.</summary>
public sealed class U2NestedJsonTests
{
    private static readonly string[] Pieces =
    [
        "{\"a\": [1, \"x\"]}", "</tool_call>", "<tool_call>", "\\", "\"", "'", "{", "}", "[", "]", ",", ":", "\n", "\t", "\u2028", "\u0001", "```", "</think>", "è", "🍳", "[TOOL_CALLS]",
        "</parameter", "<|im_end|>", " ", "abc", "\\u0041", "\\n", "true", "\": ", "\", ",
    ];

    [Fact]
    public void Read_TenThousandRandomValues_AreEqualWhateverTheFormat()
    {
        Random random = new(20261121);
        for (int i = 0; i < 10_000; i++)
        {
            string value = i % 1_000 == 0 ? string.Concat(Enumerable.Repeat(Value(random), 200)) : Value(random);
            string json = Json(value, relaxed: i % 2 == 0);
            string answer = (i % 4) switch
            {
                0 => $"<tool_call>\n{{\"name\": \"note\", \"arguments\": {{\"text\": {json}}}}}\n</tool_call>",
                1 => $"[TOOL_CALLS][{{\"name\": \"note\", \"arguments\": {{\"text\": {json}}}}}]",
                2 => $"{{\"name\": \"note\", \"parameters\": {{\"text\": {json}}}}}",
                _ => $"<function=note>\n<parameter=text>\n{value}\n</parameter>\n</function>",
            };
            if (i % 4 == 3 && value.Contains("</parameter>", StringComparison.Ordinal)) continue; // the format itself cannot carry it

            ToolCallReader reader = new(tools: ReadAnswer.Tools);
            int cut = random.Next(answer.Length);
            AIContent[] contents = [.. reader.Append(answer.AsSpan(0, cut)), .. reader.Append(answer.AsSpan(cut)), .. reader.Finish()];

            FunctionCallContent call = Assert.IsType<FunctionCallContent>(Assert.Single(contents));
            Assert.Null(call.AdditionalProperties);
            Assert.Equal(value, ((JsonElement)call.Arguments!["text"]!).GetString());
        }
    }

    [Fact]
    public void Read_JsonOfTheParsingSuiteShape_IsReadAsTheStandardReaderDoes()
    {
        Random random = new(5);
        for (int i = 0; i < 2_000; i++)
        {
            string json = RandomJson(random, 3);
            string answer = $"<tool_call>{{\"name\": \"free\", \"arguments\": {{\"v\": {json}}}}}</tool_call>";

            FunctionCallContent call = Assert.IsType<FunctionCallContent>(Assert.Single(ToolCallReader.Read(answer, ToolCallReaderOptions.Strict)));

            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, (JsonElement)call.Arguments!["v"]!), json);
        }
    }

    private static string Value(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Json(string value, bool relaxed)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, relaxed ? ToolJson.WriterOptions : default)) writer.WriteStringValue(value);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string RandomJson(Random random, int depth) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => "true",
        1 => "null",
        2 => $"{random.Next(-50, 50)}",
        3 => $"{random.Next(9)}.{random.Next(99):00}e{random.Next(-5, 5)}",
        4 => Json(Value(random), random.Next(2) == 0),
        5 => "\"\\ud83c\\udf73 \\/ \\u00e8\"",
        6 => $"[{string.Join(random.Next(2) == 0 ? "," : " ,\n ", Enumerable.Range(0, random.Next(4)).Select(_ => RandomJson(random, depth - 1)))}]",
        _ => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(n => $"\"k{n}\" : {RandomJson(random, depth - 1)}"))}}}",
    };
}
