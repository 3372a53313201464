using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestData;

namespace EdgeAgent.Templates.Tests.Goldens;

/// <summary>Reads the goldens that transformers rendered, and compares a render with what they expect.</summary>
internal static class Golden
{
    public static string Folder => SharedData.Require("goldens", "templates");

    public static IEnumerable<JsonObject> Lines(string file)
    {
        using Stream stream = File.OpenRead(Path.Combine(Folder, file));
        using Stream text = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using StreamReader reader = new(text);
        while (reader.ReadLine() is { } line) yield return JsonNode.Parse(line,
            documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!.AsObject();
    }

    public static ChatTemplate Template(string name) => ChatTemplate.Compile(File.ReadAllText(Path.Combine(Folder, "jinja", name)));

    public static ChatTemplateInput Input(JsonObject row) => new()
    {
        Messages = row["messages"]!.AsArray(),
        Tools = row["tools"]?.AsArray(),
        AddGenerationPrompt = (bool?)row["add_generation_prompt"] ?? false,
        ContinueFinalMessage = (bool?)row["continue_final_message"] ?? false,
        BosToken = (string?)row["bos_token"],
        EosToken = (string?)row["eos_token"],
        Extra = row["extra"]?.AsObject(),
        Now = Now(row),
    };

    public static DateTimeOffset Now(JsonObject row)
        => new(DateTime.Parse((string)row["now"]!, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);

    /// <summary>Null where the render gives what is expected, else what it gave instead.</summary>
    public static string? Difference(JsonObject expectation, Func<string> render)
    {
        string? expected = (string?)expectation["expected"];
        JsonObject? error = expectation["expected_error"]?.AsObject();
        try
        {
            string actual = render();
            if (expected is null) return $"expected {error!.ToJsonString()}, got text: {Show(actual)}";
            return actual == expected ? null : $"expected {Show(expected)}\n     got {Show(actual)}";
        }
        catch (TemplateException e)
        {
            if (error is null) return $"expected {Show(expected!)}\n     got {e.Message}";
            bool raised = (string)error["type"]! == "TemplateError";
            return raised && e.What != (string)error["message"]! ? $"expected {error["message"]}, got {e.Message}" : null;
        }
    }

    private static string Show(string text) => JsonSerializer.Serialize(text);
}
