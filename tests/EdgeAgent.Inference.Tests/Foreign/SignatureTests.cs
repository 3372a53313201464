using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.Models;
using EdgeAgent.TestData;

namespace EdgeAgent.Inference.Tests.Foreign;

/// <summary>What a whole graph asks for is given or refused by name, when it is loaded; a damaged package is an error with a code.</summary>
public sealed class SignatureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-signature-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Lies => new()
    {
        { "model.decoder.num_hidden_layers", "3", "EA5041", "past_key_values.2.key" },
        { "model.decoder.num_hidden_layers", "1", "EA5040", "past_key_values.1.value" },
        { "model.decoder.inputs.past_key_names", "\"past.%d.key\"", "EA5040", "past_key_values.0.key" },
        { "model.decoder.inputs.attention_mask", "\"mask\"", "EA5040", "attention_mask" },
        { "model.decoder.inputs.input_ids", "\"attention_mask\"", "EA5040", "input_ids" },
        { "model.decoder.outputs.logits", "\"scores\"", "EA5041", "scores" },
        { "model.decoder.outputs.logits", "\"present.0.key\"", "EA5042", "present.0.key" },
        { "model.decoder.outputs.present_value_names", "\"logits%d\"", "EA5041", "logits0" },
        { "model.decoder.head_size", "2000000", "EA5042", "past_key_values.0.key" },
        { "model.vocab_size", "400", "EA5043", "400" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void Load_ConfigurationThatTheGraphContradicts_IsRefusedByName(string path, string value, string code, string named)
    {
        string folder = Copy("genai-int4");
        string file = Path.Combine(folder, "genai_config.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(file))!;
        string[] names = path.Split('.');
        names[..^1].Aggregate(json, static (node, name) => node[name]!)[names[^1]] = JsonNode.Parse(value);
        File.WriteAllText(file, json.ToJsonString());
        InferenceException refused = Assert.Throws<InferenceException>(() => LoadedModel.Load(ModelPackage.Open(folder)));
        Assert.Equal(code, refused.Code);
        Assert.Contains(named, refused.What, StringComparison.Ordinal);
    }

    [Theory, InlineData("model.onnx"), InlineData("model.onnx.data")]
    public void Load_FileCutShort_IsRefused(string file)
    {
        string folder = Copy("genai-int4");
        using (FileStream stream = File.OpenWrite(Path.Combine(folder, file))) stream.SetLength(stream.Length / 2);
        Exception refused = Assert.ThrowsAny<Exception>(() => LoadedModel.Load(ModelPackage.Open(folder)));
        string? code = (refused as InferenceException)?.Code ?? (refused as ModelException)?.Code;
        Assert.Contains(code, (string[])["EA4050", "EA4051", "EA5002"]); // where the graph was found damaged: before or by ONNX Runtime
    }

    // The graph leaves the head size open, and Optimum's cannot run in place: the runtime finds out at the first run.
    [Theory]
    [InlineData("genai-fp32", "model.onnx", 32)]
    [InlineData("optimum-fp32", "model.onnx", 16)]
    public void Forward_WhatOnlyTheRunFindsOut_IsAnErrorAndTheStateStaysEmpty(string package, string graph, int headSize)
    {
        string folder = Copy(package);
        JsonNode json = JsonNode.Parse(File.ReadAllText(SharedData.Require("goldens", "packages", "genai-fp32", "genai_config.json")))!;
        (json["model"]!["decoder"]!["filename"], json["model"]!["decoder"]!["head_size"]) = (graph, headSize);
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), json.ToJsonString());
        using LoadedModel model = LoadedModel.Load(ModelPackage.Open(folder));
        using ModelExecutor executor = model.CreateExecutor();
        Assert.Equal("EA5005", Assert.Throws<InferenceException>(() => executor.Forward([1, 2, 3], 1, Stop)).Code);
        Assert.Equal((0, 0), (executor.Length, executor.KeptRows));
    }

    [Fact]
    public void Load_InPlacePackage_MayAlsoGrow()
    {
        PackageGolden golden = PackageGolden.Load("genai-fp32");
        string folder = Copy("genai-fp32");
        string file = Path.Combine(folder, "genai_config.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"past_present_share_buffer\": true", "\"past_present_share_buffer\": false", StringComparison.Ordinal));
        using LoadedModel model = LoadedModel.Load(ModelPackage.Open(folder), new() { PrefillChunk = 16 });
        using ModelExecutor executor = model.CreateExecutor();
        Assert.False(executor.Capabilities.InPlace);
        executor.Forward(golden["family"].Ids, 1, Stop);
        float[] logits = new float[384];
        executor.Logits(0, logits);
        Assert.Equal(golden["family"].Greedy[0], Array.IndexOf(logits, logits.Max()));
    }

    [Fact]
    public void Forward_GraphThatIsToldHowManyRows_ComputesThoseOnly()
    {
        using LoadedModel model = LoadedModel.Load(ModelPackage.Open(EchoGraph.Write(_folder)), new() { PrefillChunk = 4 });
        using ModelExecutor executor = model.CreateExecutor();
        Assert.Equal(new ExecutorCapabilities(64, 4, false), executor.Capabilities);
        int[] ids = [3, 1, 4, 1, 5, 0, 2, 6, 5];
        executor.Forward(ids, 3, Stop);
        float[] logits = new float[EchoGraph.Vocabulary];
        for (int row = 0; row < 3; row++)
        {
            executor.Logits(row, logits);
            Assert.Equal(ids[ids.Length - 3 + row], Array.IndexOf(logits, 1f));
        }
        executor.Rewind(5);
        executor.Forward([7], 0, Stop);
        byte[] state = new byte[executor.StateBytes(3)];
        executor.Save(3, 3, state);
        Assert.Equal([1, 1, 5, 5, 7, 7, 1, 1, 5, 5, 7, 7], MemoryMarshal.Cast<byte, float>(state).ToArray());
    }

    [Fact]
    public void Rewind_GrowingStateWithSeveralHeads_KeepsEachHeadsRows()
    {
        PackageGolden golden = PackageGolden.Load("optimum-fp32");
        using LoadedModel model = golden.LoadModel();
        using ModelExecutor executor = model.CreateExecutor();
        int[] ids = golden["plain"].Ids;
        byte[] before = new byte[executor.StateBytes(7)], after = new byte[executor.StateBytes(7)];
        executor.Forward(ids.AsSpan(0, 7), 0, Stop);
        executor.Save(0, 7, before);
        executor.Forward(ids.AsSpan(7), 0, Stop);
        executor.Rewind(7);
        executor.Save(0, 7, after);
        Assert.Equal(before, after);
        executor.Forward(ids.AsSpan(7, 1), 0, Stop);
        executor.Save(0, 7, after);
        Assert.Equal(before, after);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Copy(string package)
    {
        string from = SharedData.Require("goldens", "packages", package);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        return _folder;
    }
}
