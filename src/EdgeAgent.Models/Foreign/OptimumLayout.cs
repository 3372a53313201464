namespace EdgeAgent.Models.Foreign;

/// <summary>A folder with config.json and exported graphs, as Optimum and the conversion for transformers.js write it.</summary>
internal static class OptimumLayout
{
    public static ModelDescriptor Infer(string folder, string? variant)
    {
        string path = Path.Combine(folder, HuggingFaceModel.FileName);
        HuggingFaceModel config = ForeignErrors.Read(path, ForeignJsonContext.Default.HuggingFaceModel);
        GraphVariant graph = GraphVariant.Choose(folder, variant);
        HuggingFaceModel text = config.NumHiddenLayers is null && config.TextConfig is { } nested ? nested : config;
        ModelArchitecture architecture = Architecture(text, path);
        ForeignParts parts = ForeignParts.Find(folder, graph.File);
        string generationPath = Path.Combine(folder, HuggingFaceGeneration.FileName);
        HuggingFaceGeneration? generation = File.Exists(generationPath)
            ? ForeignErrors.Read(generationPath, ForeignJsonContext.Default.HuggingFaceGeneration) : null;
        return parts.Describe(new()
        {
            FormatVersion = ModelDescriptor.CurrentFormatVersion,
            Id = parts.Id,
            Architecture = architecture,
            Graphs = [parts.Graph],
            Kv = new() { Type = graph.HasHalves ? "float16" : "float32", Layout = KvFormat.HeadsFirst, InPlace = false, MaxLength = architecture.ContextLength },
            Quantization = ForeignParts.UnknownQuantization with { Bits = graph.Bits },
            Tokens = Tokens(config, generation, parts, architecture.Vocabulary),
            Generation = Generation(generation),
            Files = parts.Files(HuggingFaceModel.FileName, HuggingFaceGeneration.FileName),
        });
    }

    private static ModelArchitecture Architecture(HuggingFaceModel config, string path)
    {
        int heads = Needed(config.NumAttentionHeads ?? config.NHead, "num_attention_heads");
        int hidden = Needed(config.HiddenSize ?? config.NEmbd, "hidden_size");
        return new()
        {
            Family = config.ModelType ?? "unknown",
            Layers = Needed(config.NumHiddenLayers ?? config.NLayer, "num_hidden_layers"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = config.NumKeyValueHeads ?? heads,
            HeadSize = config.HeadDim ?? (heads > 0 ? hidden / heads : 0),
            Mlp = 0,
            Vocabulary = Needed(config.VocabSize, "vocab_size"),
            ContextLength = Needed(config.MaxPositionEmbeddings ?? config.NPositions, "max_position_embeddings"),
            Rope = new() { Theta = 0 },
            NormEpsilon = 0,
            Tied = false,
        };

        int Needed(int? number, string member) => number ?? throw ForeignErrors.Missing(member, path);
    }

    // generation_config.json decides, then config.json, then the names in the tokenizer's configuration.
    private static SpecialTokens Tokens(HuggingFaceModel config, HuggingFaceGeneration? generation, ForeignParts parts, int vocabulary)
    {
        IReadOnlyList<int> eos = generation?.EosTokenId is { Count: > 0 } told ? told : config.EosTokenId ?? config.TextConfig?.EosTokenId ?? [];
        SpecialTokens tokens = new()
        {
            Bos = First(generation?.BosTokenId, config.BosTokenId),
            Eos = eos,
            Pad = First(generation?.PadTokenId, config.PadTokenId),
        };
        if (tokens is { Bos: not null, Pad: not null, Eos.Count: > 0 } || parts.TokenNames() is not ManifestTokens names) return tokens;
        using TokenIds? ids = parts.TokenIds(vocabulary);
        return ids is null ? tokens : new()
        {
            Bos = tokens.Bos ?? ids.Find(names.Bos),
            Eos = eos.Count > 0 ? eos : [.. names.Eos.Select(ids.Find).OfType<int>()],
            Pad = tokens.Pad ?? ids.Find(names.Pad),
        };

        static int? First(int? one, int? other) => one is >= 0 ? one : other is >= 0 ? other : null;
    }

    private static GenerationDefaults? Generation(HuggingFaceGeneration? told) => told is null ? null
        : told.DoSample == true
            ? new() { Temperature = told.Temperature ?? 1, TopP = told.TopP, TopK = told.TopK, RepetitionPenalty = told.RepetitionPenalty, MaxNewTokens = told.MaxNewTokens }
            : new() { Temperature = 0, RepetitionPenalty = told.RepetitionPenalty, MaxNewTokens = told.MaxNewTokens };
}
