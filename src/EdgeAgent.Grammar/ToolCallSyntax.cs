namespace EdgeAgent.Grammar;

/// <summary>How a family of models writes tool calls: the texts around names and arguments, byte for byte.</summary>
/// <remarks>
/// <para>An answer with calls is, in this order: <see cref="Trigger"/>, <see cref="BeforeCalls"/>, then for each call <see cref="BeforeName"/>, the name as the
/// contents of a JSON string with its closing quote, <see cref="BeforeArguments"/>, the arguments, <see cref="AfterArguments"/>. Between two calls
/// <see cref="BetweenCalls"/> stands, and after the last <see cref="AfterCalls"/>; where there is no <see cref="BetweenCalls"/>, every call begins with the
/// trigger again.</para>
/// <para>A text that the vocabulary has as a special token, and that is one of <see cref="SpecialTokens"/>, is that token and adds no bytes to the text; what
/// is written with other tokens is then never it, so that data cannot forge it. Elsewhere a text may be split over tokens in any way.</para>
/// <para>Immutable and thread-safe; change one with <c>with</c>.</para>
/// </remarks>
public sealed record ToolCallSyntax
{
    /// <summary>Nesso, Hermes and Qwen 2.5 and 3: <c>&lt;tool_call&gt;</c>, a line with <c>{"name": "N", "arguments": {…}}</c>, <c>&lt;/tool_call&gt;</c>; text may stand around.</summary>
    /// <remarks>Source: the chat templates of Nesso, Hermes 2 Pro and Qwen 3.</remarks>
    public static ToolCallSyntax Hermes { get; } = new() { Name = "hermes" };

    /// <summary>Llama 3.1 and 3.2: the whole answer is <c>{"name": "N", "parameters": {…}}</c>, perhaps after <c>&lt;|python_tag|&gt;</c>; one call an answer.</summary>
    /// <remarks>Source: the chat template of Llama 3.1, which shows a single call and no closing.</remarks>
    public static ToolCallSyntax Llama3 { get; } = new()
    {
        Name = "llama3",
        OptionalPrefix = "<|python_tag|>",
        Trigger = "{\"name\": \"",
        OnlyAtStart = true,
        BeforeName = "",
        BeforeArguments = ", \"parameters\": ",
        AfterArguments = "}",
        EndsAnswer = true,
        SpecialTokens = ["<|python_tag|>"],
    };

    /// <summary>Mistral 7B v0.3 and its kin: <c>[TOOL_CALLS] [{"name": "N", "arguments": {…}}, …]</c>, after which the answer ends.</summary>
    /// <remarks>
    /// Source: the chat template of Mistral Nemo. It writes no space after the trigger: <c>Mistral with { BeforeCalls = "[" }</c> for models of the Tekken tokenizer.
    /// </remarks>
    public static ToolCallSyntax Mistral { get; } = new()
    {
        Name = "mistral",
        Trigger = "[TOOL_CALLS]",
        BeforeCalls = " [",
        BeforeName = "{\"name\": \"",
        AfterArguments = "}",
        BetweenCalls = ", ",
        AfterCalls = "]",
        EndsAnswer = true,
        SpecialTokens = ["[TOOL_CALLS]"],
    };

    /// <summary>Qwen 3 Coder, Qwen 3.5 and Nemotron 3: in <c>&lt;tool_call&gt;</c>, <c>&lt;function=N&gt;</c> with a <c>&lt;parameter=K&gt;</c> for each argument (<see cref="ParametersAreXml"/>).</summary>
    /// <remarks>Source: the chat template of Qwen 3 Coder.</remarks>
    public static ToolCallSyntax Qwen3Coder { get; } = new()
    {
        Name = "qwen3-coder",
        BeforeName = "\n<function=",
        BeforeArguments = "\n",
        AfterArguments = "</function>\n</tool_call>",
        ParametersAreXml = true,
    };

    /// <summary>FunctionGemma: <c>&lt;start_function_call&gt;call:N{k:&lt;escape&gt;text&lt;escape&gt;,n:40}&lt;end_function_call&gt;</c>; calls follow each other (<see cref="StringDelimiter"/>).</summary>
    /// <remarks>
    /// Source: ai.google.dev, "FunctionGemma formatting and best practices". It delimits strings inside of arrays and objects so, too; here these are JSON.
    /// </remarks>
    public static ToolCallSyntax FunctionGemma { get; } = new()
    {
        Name = "functiongemma",
        Trigger = "<start_function_call>",
        BeforeName = "call:",
        BeforeArguments = "",
        AfterArguments = "}<end_function_call>",
        StringDelimiter = "<escape>",
        SpecialTokens = ["<start_function_call>", "<end_function_call>"],
    };

    /// <summary>What errors call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The text that turns free text into calls: 1 to 200 bytes. Default <c>&lt;tool_call&gt;</c>.</summary>
    public string Trigger { get; init; } = "<tool_call>";

    /// <summary>What may stand before the trigger and belongs to it; null for nothing. At most 200 bytes.</summary>
    public string? OptionalPrefix { get; init; }

    /// <summary>Whether calls begin with the answer's first byte or never: the trigger further on is text. Default false.</summary>
    public bool OnlyAtStart { get; init; }

    /// <summary>From the trigger to the first call. Default empty.</summary>
    public string BeforeCalls { get; init; } = "";

    /// <summary>From there, or from the text between two calls, to the name, its opening quote included. May be empty.</summary>
    public string BeforeName { get; init; } = "\n{\"name\": \"";

    /// <summary>From the name (its closing quote not included) to the arguments. Not empty, but with <see cref="StringDelimiter"/>, where it is.</summary>
    public string BeforeArguments { get; init; } = ", \"arguments\": ";

    /// <summary>From the arguments to the end of the call. Not empty.</summary>
    public string AfterArguments { get; init; } = "}\n</tool_call>";

    /// <summary>
    /// Whether the arguments are not a JSON object but, for each member in declared order, <c>&lt;parameter=K&gt;</c>, a line break, the value, a line break,
    /// <c>&lt;/parameter&gt;</c>, a line break. The name then ends with <c>&gt;</c>, and <see cref="AfterArguments"/> is a closing tag. Default false.
    /// </summary>
    /// <remarks>
    /// Strings are raw texts, which cannot hold a line break with the closing tag; other values are JSON. What cannot be told apart so is refused
    /// (strings beside other types, patterns, dependencies); members that are not declared cannot be written.
    /// </remarks>
    public bool ParametersAreXml { get; init; }

    /// <summary>
    /// Where the arguments are not a JSON object but, between braces and with commas, a name, a colon and a value for each member in declared order: what stands
    /// before and after each value that is a string. The name of the tool then ends with the opening brace, and <see cref="AfterArguments"/> begins with the
    /// closing one. 1 to 200 bytes; default null.
    /// </summary>
    /// <remarks>
    /// Strings are raw texts, which cannot hold it; other values, and what is in them, are JSON. What is refused is what <see cref="ParametersAreXml"/> refuses.
    /// The delimiter is bytes like any other: a vocabulary in which it is a token gives that token these bytes and does not call it special.
    /// </remarks>
    public string? StringDelimiter { get; init; }

    /// <summary>Between two calls of a list; null where calls are not in a list.</summary>
    public string? BetweenCalls { get; init; }

    /// <summary>What ends a list of calls: not empty where there is <see cref="BetweenCalls"/>, empty where there is none.</summary>
    public string AfterCalls { get; init; } = "";

    /// <summary>Whether the answer ends after its call, or its list of calls. Without a list there can then be one call only. Default false.</summary>
    public bool EndsAnswer { get; init; }

    /// <summary>Those of the texts' parts that are special tokens in vocabularies that have them.</summary>
    public IReadOnlyList<string> SpecialTokens
    {
        get;
        init => field = value is null ? throw new ArgumentNullException(nameof(SpecialTokens)) : [.. value];
    } = ["<tool_call>", "</tool_call>"];

    /// <summary>Whether an answer may hold more than one call.</summary>
    public bool HasSeveralCalls => BetweenCalls is not null || !EndsAnswer;
}
