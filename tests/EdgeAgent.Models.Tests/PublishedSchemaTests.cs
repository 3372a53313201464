using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.JsonSchema;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.TestData;

namespace EdgeAgent.Models.Tests;

/// <summary>The JSON Schemas in docs/ and what this part reads and writes say the same.</summary>
public sealed class PublishedSchemaTests
{
    [Fact]
    public void Manifest_OfTheRepository_IsValid()
        => AssertValid("models.manifest.schema.json", File.ReadAllText(SharedData.InRepository("models.manifest.json")));

    [Fact]
    public void Descriptor_WithEveryMember_IsValidAndNoMemberIsUnknown()
        => AssertValid("edge-agent.schema.json", WithEveryMember().ToJson());

    [Fact]
    public void Descriptor_WithRequiredMembersOnly_IsValid()
    {
        using TemporaryFolder temporary = new();
        AssertValid("edge-agent.schema.json", Packages.WriteWhole(temporary["p"]).ToJson());
    }

    [Theory, InlineData("formatVersion"), InlineData("architecture"), InlineData("files")]
    public void Descriptor_WithoutARequiredMember_IsNotValid(string member)
    {
        JsonObject json = JsonNode.Parse(WithEveryMember().ToJson())!.AsObject();
        json.Remove(member);
        Assert.False(Validate("edge-agent.schema.json", json.ToJsonString()).IsValid);
    }

    private static void AssertValid(string schema, string json)
    {
        ValidationResult result = Validate(schema, json);
        Assert.True(result.IsValid, string.Join('\n', result.Errors));
    }

    // Closed here, so that a member without a description is found; published open, as readers ignore what they do not know.
    private static ValidationResult Validate(string schema, string json)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(SharedData.InRepository("docs", schema)))!;
        Close(root);
        using JsonDocument document = JsonDocument.Parse(json);
        return new JsonSchemaValidator(SchemaDocument.Parse(root.ToJsonString())).Validate(document.RootElement);
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach ((_, JsonNode? member) in members.ToArray()) Close(member);
            if (members["type"] is JsonValue && members["properties"] is not null
                && !members.ContainsKey("additionalProperties")) members["additionalProperties"] = false;
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? member in list) Close(member);
        }
    }

    private static ModelDescriptor WithEveryMember() => new()
    {
        FormatVersion = "1.0",
        Id = "x",
        Architecture = Packages.Architecture with
        {
            SlidingWindow = [0],
            Rope = new() { Theta = 1,
                Scaling = new() { Type = "llama3", Factor = 2, LowFrequencyFactor = 1, HighFrequencyFactor = 4, OriginalContextLength = 8,
                    Factors = [1] } },
        },
        Graphs = [new() { Role = GraphRole.Whole, Form = GraphForm.Npu, Input = GraphInput.Embeddings, File = "onnx/g",
            SequenceLengths = [1], Tensors = new Dictionary<string, string> { ["a"] = "b" } }],
        Kv = new() { Type = "int8", Layout = KvFormat.HeadsFirst, InPlace = false, MaxLength = 1 },
        Table = new()
        {
            File = "w", Offset = 0, Bytes = 1, Rows = 1, Columns = 1, Bits = 8, Block = 1, Layout = VocabularyTable.BlocksLayout,
            Scales = new("w", 0, 4), Correction = new("w", 0, 4), ZeroPoints = new("w", 0, 1),
        },
        Tokenizer = "tokenizer.json",
        ChatTemplate = "chat_template.jinja",
        Quantization = new() { Bits = 8, TableBits = 8, Block = 32, Scheme = "none", AccuracyLevel = 0 },
        Tokens = new() { Bos = 0, Eos = [1], Pad = 2 },
        ToolCalls = ToolCallFormat.Hermes,
        Generation = new() { Temperature = 0.1, TopP = 0.9, TopK = 3, RepetitionPenalty = 1.1, MaxNewTokens = 4 },
        Files = [new("w", 1, new('a', 64)), new("v")],
        Licence = new() { Id = "MIT", Url = "https://example.org", MustAccept = true },
        Provenance =
            new() { Source = "gguf", SourceFiles = [new("s", 1)], Converter = "c", ConverterVersion = "1", Options = new Dictionary<string,
                string> { ["a"] = "b" } },
        StandIn = new() { Tokenizer = true, Weights = true, Note = "n" },
    };
}
