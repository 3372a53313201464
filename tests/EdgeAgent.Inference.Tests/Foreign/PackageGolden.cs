using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.Inference.Tests.Foreign;

/// <summary>One package of another tool with what it must give: the shared goldens of packages.</summary>
internal sealed record PackageGolden(string Path, float Tolerance, float ReferenceTolerance, float SureMargin, IReadOnlyList<PromptGolden> Prompts)
{
    /// <summary>The goldens' README: whole greedy is asked for only where no int8 activation and no half moves a near tie.</summary>
    public bool IsExact => Tolerance <= 1e-4f;

    public static TheoryData<string> Names => ["genai-int4", "genai-fp32", "genai-int4-asym", "optimum-fp32", "transformersjs-q4", "transformersjs-fp16"];

    public PromptGolden this[string prompt] => Prompts.Single(one => one.Name == prompt);

    public static PackageGolden Load(string name)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(SharedData.Require("goldens", "packages", name + ".goldens.json")))!;
        string folder = SharedData.Require("goldens", "packages", (string)json["package"]!);
        string path = File.Exists(System.IO.Path.Combine(folder, "genai_config.json")) ? folder : $"{folder}#{(string)json["model"]!}";
        return new(path, (float)json["tolerance"]!, (float)json["reference_tolerance"]!, (float)json["sure_margin"]!,
            [.. json["prompts"]!.AsArray().Select(one => PromptGolden.Of(one!))]);
    }

    public LoadedModel LoadModel(int chunk = 128, int context = 4096)
        => LoadedModel.Load(ModelPackage.Open(Path), new() { Threads = 1, PrefillChunk = chunk, MaxContext = context });
}

/// <summary>One prompt: its ids, the greedy ids after it with their margins, and, for some, the logits at its end.</summary>
internal sealed record PromptGolden(string Name, int[] Ids, int[] Greedy, float[] Margins, float[]? LastLogits, float[]? ReferenceLogits)
{
    public static PromptGolden Of(JsonNode json) => new((string)json["name"]!, Numbers<int>(json["ids"])!, Numbers<int>(json["greedy_ids"])!,
        Numbers<float>(json["margins"])!, Numbers<float>(json["last_logits"]), Numbers<float>(json["reference_logits"]));

    private static T[]? Numbers<T>(JsonNode? list) => list is null ? null : [.. list.AsArray().Select(one => one!.GetValue<JsonElement>().Deserialize<T>()!)];
}
