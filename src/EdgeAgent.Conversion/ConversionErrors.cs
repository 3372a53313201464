namespace EdgeAgent.Conversion;

/// <summary>The errors of this part that are raised in more than one place.</summary>
internal static class ConversionErrors
{
    private const string KnownSources =
        "a .gguf file of architecture 'llama', 'qwen2', 'qwen3' or 'gemma3', or a Hugging Face folder with safetensors (or "
        + "pytorch_model.bin) and a config.json of model type 'llama', 'mistral', 'qwen2', 'qwen3' or 'gemma3_text'";

    public static ConversionException UnsafePickle(string what, string where)
        => new("EA4040", what, where, "Nothing of it was run. Take the model's weights as safetensors or GGUF, and load that file with no other "
            + "program unless you trust its makers.");

    public static ConversionException TorchForm(string what, string where)
        => new("EA4041", what, where, "Load it with PyTorch and save the state dictionary alone, best as safetensors "
            + "(safetensors.torch.save_file), or with torch.save of version 1.6 or later.");

    public static ConversionException StridedTensor(string name, string shape, string strides, string where)
        => new("EA4042", $"The rows of the tensor '{Cut(name)}' ({shape}, strides {strides}) do not lie one after another.", where,
            "Save the state dictionary again with .contiguous() called on each tensor, best as safetensors.");

    public static ConversionException Quantized(string method, string where)
        => new("EA4043", $"The checkpoint's weights are quantized already (method '{method}').", where,
            "Take the checkpoint that it was made from (F32, F16 or BF16), or a GGUF of the model, whose blocks are carried over.");

    public static ConversionException NoSource(string what, string where, Exception? inner = null)
        => new("EA4101", what, where, $"Give {KnownSources}.", inner);

    public static ConversionException Setting(string what, string where, Exception? inner = null)
        => new("EA4102", what, where, "Get the file again from the model's makers: a number that the network needs is missing or damaged.",
            inner);

    public static ConversionException Unsupported(string what, string where)
        => new("EA4103", what, where, $"Convert {KnownSources}; other networks are not supported yet.");

    public static ConversionException MissingTensor(string name, string where)
        => new("EA4104", $"The tensor '{Cut(name)}' is missing.", where, "Get the whole checkpoint: all parts, of one model.");

    public static ConversionException WrongShape(string name, string found, string expected, string where)
        => new("EA4105", $"The tensor '{Cut(name)}' is {found}; the model's numbers ask for {expected}.", where,
            "See that the weights and the configuration belong to one model.");

    public static ConversionException WrongType(string name, string type, string where)
        => new("EA4106", $"The tensor '{Cut(name)}' is of type {type}, which is not supported.", where,
            "Take weights in F32, F16, BF16, or (GGUF) Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, IQ4_NL, Q2_K to Q6_K.");

    public static ConversionException UnknownTensor(string name, string where)
        => new("EA4107", $"The tensor '{Cut(name)}' is not part of the network that its settings tell of.", where,
            "It is another network, or one with additions that are not supported yet (adapters, experts, vision).");

    public static ConversionException Malformed(string what, string file, long offset, Exception? inner = null)
        => new("EA4108", what, $"{file}, byte {offset}", "The file is damaged or cut short: get it again and compare its sha256.", inner);

    public static ConversionException Option(string what, string where)
        => new("EA4110", what, where, "Choose another value; `edge-agent convert --help` lists them.");

    public static ConversionException Tokenizer(string what, string where, Exception? inner = null)
        => new("EA4111", what, where, "Name a tokenizer.json, or a folder that has one, with --tokenizer.", inner);

    /// <summary>A name from a file, which may be of any length, as a message can hold it.</summary>
    public static string Cut(string name) => name.Length <= 200 ? name : $"{name.AsSpan(0, 200)}… ({name.Length} letters)";
}
