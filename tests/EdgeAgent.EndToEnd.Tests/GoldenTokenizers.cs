namespace EdgeAgent.EndToEnd.Tests;

/// <summary>The tokenizers that the shared goldens hold, by the name that their files begin with.</summary>
public static class GoldenTokenizers
{
    public static TheoryData<string> Names => ["smollm2", "llama3", "qwen3", "llama2", "mistral", "polish", "polish-metaspace"];
}
