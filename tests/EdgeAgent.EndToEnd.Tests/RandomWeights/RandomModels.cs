using EdgeAgent.Conversion;
using EdgeAgent.Inference;
using EdgeAgent.Models;

namespace EdgeAgent.EndToEnd.Tests.RandomWeights;

/// <summary>Models of noise with the tokenizer of bytes: made and loaded in tens of milliseconds.</summary>
internal static class RandomModels
{
    // Noise reads nothing, so the prompt names the tools' number and no more: the runs are about what comes out.
    private const string Template = "{% if tools %}{{ tools | length }}{% endif %}{% for message in messages %}<|im_start|>{{ message.content }}<|im_end|>{% endfor %}";

    /// <summary>Makes a model in a folder and loads it.</summary>
    /// <param name="folder">Takes a subfolder for each seed.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="toolCalls">How it writes tool calls; Hermes's form where null.</param>
    /// <param name="template">The chat template; null takes one that shows little.</param>
    /// <param name="special">Further special tokens of its tokenizer.</param>
    public static async Task<LocalModel> LoadAsync(string folder, int seed, ToolCallFormat? toolCalls = null, string template = Template, params IEnumerable<string> special)
    {
        string tokenizer = Directory.CreateDirectory(Path.Combine(folder, $"tokenizer-{seed}")).FullName;
        ByteTokenizer.Write(tokenizer, special);
        string templateFile = Path.Combine(tokenizer, "chat_template.jinja");
        await File.WriteAllTextAsync(templateFile, template);
        ModelPackage package = await Converter.ConvertAsync(new ConversionOptions
        {
            Random = RandomModel.Of(RandomModel.Tiny, seed: seed),
            Destination = Path.Combine(folder, $"model-{seed}"),
            Tokenizer = tokenizer,
            ChatTemplate = templateFile,
        });
        await File.WriteAllTextAsync(package.PathOf(ModelDescriptor.FileName), (package.Descriptor with { ToolCalls = toolCalls }).ToJson());
        return await LocalModel.LoadAsync(ModelPackage.Open(package.Folder), new LocalModelOptions { Inference = new InferenceOptions { Threads = 1 } });
    }
}
