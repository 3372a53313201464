namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>The regexes behind the names of pre-tokenizers.</summary>
/// <remarks>Source: the published tokenizer.json of the models that llama.cpp names so.</remarks>
internal static class GgufPatterns
{
    /// <summary>GPT-4o, Llama 4.</summary>
    public const string Gpt4o = Upper + "*" + Lower + "+" + Ending + "?|" + Upper + "+" + Lower + "*" + Ending
        + @"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + Space;

    /// <summary>Mistral's Tekken.</summary>
    public const string Tekken = Upper + "*" + Lower + "+|" + Upper + "+" + Lower + @"*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + Space;

    /// <summary>Kimi K2.</summary>
    public const string Kimi = @"[\p{Han}]+|" + Start + "[" + UpperClasses + NotHan + "]*[" + LowerClasses + NotHan + "]+" + Ending + "?|"
        + Start + "[" + UpperClasses + NotHan + "]+[" + LowerClasses + NotHan + "]*" + Ending + @"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + Space;

    /// <summary>Qwen 3.5.</summary>
    public const string Qwen35 = Ending + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|" + Space;

    /// <summary>BLOOM and those that took its tokenizer.</summary>
    public const string Bloom = @" ?[^(\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+";

    /// <summary>Ling and LLaDA.</summary>
    public const string Bailing = @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+";

    /// <summary>Seed-Coder.</summary>
    public const string SeedCoder = Ending + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|" + Space;

    /// <summary>MiniCPM 5, after its numbers.</summary>
    public const string MiniCpm = Ending + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*|" + Space;

    /// <summary>DeepSeek V3: numbers, then East Asian text, then the rest.</summary>
    public static readonly string[] DeepSeekV3 =
    [
        @"\p{N}{1,3}", @"[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
        @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|" + Space,
    ];

    /// <summary>DeepSeek Coder.</summary>
    public static readonly string[] DeepSeekCoder =
        [@"[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", @"[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+", @"\p{N}"];

    /// <summary>Falcon, around GPT-2's.</summary>
    public static readonly string[] Falcon = [@"[\p{P}\$\+<=>\^~\|`]+", PreTokenizers.Gpt2Splitter.Pattern, "[0-9][0-9][0-9]"];

    /// <summary>Tiny Aya.</summary>
    public static readonly string[] TinyAya = [@"\d{1,3}(?=(?:\d{3})*\b)", Gpt4o];

    /// <summary>SuperBPE: thousands.</summary>
    public static readonly string[] SuperBpe = [@"\p{N}+", @"(?=(\d{3})+(?!\d))"];

    private const string Start = @"[^\r\n\p{L}\p{N}]?";
    private const string UpperClasses = @"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", LowerClasses = @"\p{Ll}\p{Lm}\p{Lo}\p{M}";
    private const string Upper = Start + "[" + UpperClasses + "]", Lower = "[" + LowerClasses + "]", NotHan = @"&&[^\p{Han}]";
    private const string Ending = "(?i:'s|'t|'re|'ve|'m|'ll|'d)", Space = @"\s*[\r\n]+|\s+(?!\S)|\s+";
}
