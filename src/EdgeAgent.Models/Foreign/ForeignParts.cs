using System.Text.Json;

namespace EdgeAgent.Models.Foreign;

/// <summary>What lies beside the graph in a folder of another tool, named alike by all: weights, tokenizer, chat template.</summary>
internal sealed record ForeignParts(string Folder, string GraphFile)
{
    private const string Tokenizer = "tokenizer.json";
    private const string TokenizerSettings = "tokenizer_config.json";

    /// <summary>Where a template may be, the first first: a text of its own, or a member of a configuration.</summary>
    private static readonly string[] TemplatePlaces = ["chat_template.jinja", TokenizerSettings, "chat_template.json"];

    /// <summary>Other tools do not say how they quantized.</summary>
    public static QuantizationInfo UnknownQuantization { get; } = new() { Bits = 0, TableBits = 0, Block = 0, Scheme = "unknown", AccuracyLevel = 0 };

    /// <summary>The folder's name, in the letters of ids.</summary>
    public string Id => Path.GetFileName(Folder).ToLowerInvariant();

    public ModelGraph Graph => new() { Role = GraphRole.Whole, Form = GraphForm.Generic, Input = GraphInput.Ids, File = GraphFile };

    public static ForeignParts Find(string folder, string graph)
    {
        SafePath.Combine(folder, graph); // refuses one that leads elsewhere
        return new(folder, graph);
    }

    /// <summary>Adds tokenizer, template and what the template tells of tool calls.</summary>
    public ModelDescriptor Describe(ModelDescriptor descriptor)
    {
        (string? place, string? template) = Template();
        return descriptor with
        {
            Tokenizer = Has(Tokenizer) ? Tokenizer : null,
            ChatTemplate = place,
            ToolCalls = template is null ? null : ToolCallMarks.Of(template),
        };
    }

    /// <summary>The files of the package: what is named and there, and the weights that belong to the graph. The graph is listed even where it is missing.</summary>
    public IReadOnlyList<PackageFile> Files(params IReadOnlyList<string> configurations)
    {
        IEnumerable<string> beside = configurations.Concat([Tokenizer, .. TemplatePlaces, "special_tokens_map.json"]).Where(Has);
        return [.. new[] { GraphFile }.Concat(WeightFiles()).Concat(beside).Distinct().Select(name => new PackageFile(name, Length(name)))];
    }

    /// <summary>The texts of special tokens, as the tokenizer's configuration tells them; null where there is none.</summary>
    public ManifestTokens? TokenNames()
    {
        if (!Has(TokenizerSettings)) return null;
        using JsonDocument settings = Parse(TokenizerSettings);
        return TokenizerSettingsJson.Tokens(settings.RootElement);
    }

    /// <summary>Looks up tokens by text; null without a tokenizer.</summary>
    public TokenIds? TokenIds(int vocabulary)
    {
        if (!Has(Tokenizer)) return null;
        try
        {
            return new(File.ReadAllBytes(Path.Combine(Folder, Tokenizer)), vocabulary);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw ForeignErrors.Malformed(Path.Combine(Folder, Tokenizer), e);
        }
    }

    private (string? Place, string? Text) Template()
    {
        foreach (string place in TemplatePlaces.Where(Has))
            if (ChatTemplateText.Read(Path.Combine(Folder, place)) is string text) return (place, text);
        return (null, null);
    }

    // By name: "model.onnx.data", "model.onnx_data", "model.onnx_data_1", "model.data". The graph itself names them, but is not read here.
    private IEnumerable<string> WeightFiles()
    {
        string inside = Path.GetDirectoryName(SafePath.Combine(Folder, GraphFile))!;
        if (!Directory.Exists(inside)) return [];
        string stem = Path.GetFileNameWithoutExtension(GraphFile) + ".";
        string prefix = GraphFile.Contains('/', StringComparison.Ordinal) ? GraphFile[..(GraphFile.LastIndexOf('/') + 1)] : "";
        return Directory.EnumerateFiles(inside, stem + "*").Select(static file => Path.GetFileName(file)!)
            .Where(name => name.StartsWith(stem, StringComparison.Ordinal) && !name.EndsWith(".onnx", StringComparison.Ordinal)
                && !name.EndsWith(".safetensors", StringComparison.Ordinal) && !name.EndsWith(".json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name => prefix + name);
    }

    private JsonDocument Parse(string name)
    {
        string path = Path.Combine(Folder, name);
        try
        {
            return JsonDocument.Parse(JsonFiles.ReadBytes(path));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw ForeignErrors.Malformed(path, e);
        }
    }

    private bool Has(string name) => File.Exists(Path.Combine(Folder, name));

    private long Length(string name) => new FileInfo(SafePath.Combine(Folder, name)) is { Exists: true } file ? file.Length : -1;
}
