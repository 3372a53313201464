using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
using EdgeAgent.Inference.Sampling;
using EdgeAgent.Templates;
using EdgeAgent.Tokenizers;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>One model call, ready to run: the prompt's ids, the grammar, the limit. Every option of the request is honoured or refused here.</summary>
/// <param name="Prompt">The prompt's token ids.</param>
/// <param name="Grammar">What the answer is held to; null leaves it free.</param>
/// <param name="Tools">The tools by the index that the matcher tells.</param>
/// <param name="Sources">What strings of the arguments are bound to; null where none is.</param>
/// <param name="MaxTokens">Tokens of the answer at most.</param>
/// <param name="Sampling">How tokens are chosen.</param>
/// <param name="Stops">The sequences that end the answer's text.</param>
internal sealed record ChatRequest(int[] Prompt, CompiledGrammar? Grammar, IReadOnlyList<AIFunctionDeclaration> Tools, SpanSources? Sources, int MaxTokens,
    SamplingOptions Sampling, IReadOnlyList<string> Stops)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="LocalModelException">An option or a content that the model cannot honour.</exception>
    public static ChatRequest Read(LocalModel model, LocalChatOptions defaults, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ChatOptionRules.RefuseUnsupported(model, options);
        IReadOnlyList<AIFunctionDeclaration> tools = Declarations(options);
        int[] prompt = Encode(model, Render(model, messages, options, tools));
        GroundingPlan grounding = Grounding(model, defaults, options, tools);
        CompiledGrammar? grammar = defaults.Constrain ? Compile(model, options, tools, grounding, cancellationToken) : null;
        SpanSources? sources = grammar?.Tools is not null && grounding.BindsAny ? SpanSources.Of(messages) : null;
        return new(prompt, grammar, tools, sources, options?.MaxOutputTokens ?? defaults.MaxOutputTokens, ChatOptionRules.Sampling(options, defaults.Sampling),
            [.. options?.StopSequences ?? []]);
    }

    /// <summary>The prompt's text, data marks included.</summary>
    public static string Render(LocalModel model, IReadOnlyList<ChatMessage> messages, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        bool shown = tools.Count > 0 && options?.ToolMode is not NoneChatToolMode;
        return model.Prompt.Render(new ChatTemplateInput
        {
            Messages = ChatRequestReader.Messages(messages, options?.Instructions),
            Tools = shown ? ChatRequestReader.Tools(tools) : null,
            AddGenerationPrompt = true,
            BosToken = model.BosToken,
            EosToken = model.EosToken,
            Extra = model.MayReason ? new JsonObject { ["enable_thinking"] = false } : null,
        });
    }

    /// <summary>The ids of a rendered prompt.</summary>
    public static int[] Encode(LocalModel model, string prompt) => model.Tokenizer.Encode(prompt, new EncodeOptions { DropDataMarks = true });

    /// <summary>The request's tools as declarations.</summary>
    public static IReadOnlyList<AIFunctionDeclaration> Declarations(ChatOptions? options) =>
        [.. (options?.Tools ?? []).Select((tool, index) => tool as AIFunctionDeclaration ?? throw ChatOptionRules.Refused($"the tool {tool.Name} ({tool.GetType().Name})",
            $"ChatOptions.Tools[{index}]", "Give functions: AIFunctionFactory.Create, or any AIFunctionDeclaration."))];

    /// <summary>Where a model's calls hold strings as bare text no grammar can bind them: the client's default gives way, a wish is refused.</summary>
    private static GroundingPlan Grounding(LocalModel model, LocalChatOptions defaults, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        GroundingPlan plan = GroundingPlan.Read(model.Grammars.CanBind ? defaults.Grounding : ArgumentGrounding.Off, options, tools);
        return model.Grammars.CanBind || !plan.BindsAny ? plan
            : throw ChatOptionRules.Refused("bound arguments: its calls hold strings as bare text", ToolGrounding.Key, "Use ArgumentGrounding.Off with this model.");
    }

    private static CompiledGrammar? Compile(LocalModel model, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools, GroundingPlan grounding, CancellationToken cancellationToken)
    {
        JsonElement? answer = options?.ResponseFormat is ChatResponseFormatJson json ? json.Schema ?? AnyObject : null;
        if (tools.Count == 0 && options?.ToolMode is RequiredChatToolMode) throw ChatOptionRules.Refused("a required tool call without tools", "ChatOptions.ToolMode", "Give the tools too.");
        if (tools.Count == 0) return answer is JsonElement schema ? model.Grammars.ForSchema(schema, cancellationToken) : null;
        return model.Grammars.ForTools(tools, Choice(options?.ToolMode, tools), options?.AllowMultipleToolCalls ?? true, answer, grounding, cancellationToken);
    }

    private static readonly JsonElement AnyObject = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    private static ToolChoice Choice(ChatToolMode? mode, IReadOnlyList<AIFunctionDeclaration> tools) => mode switch
    {
        null or AutoChatToolMode => ToolChoice.Auto,
        NoneChatToolMode => ToolChoice.None,
        RequiredChatToolMode { RequiredFunctionName: null } => ToolChoice.Required,
        RequiredChatToolMode { RequiredFunctionName: { } name } when tools.Any(tool => tool.Name == name) => ToolChoice.Named(name),
        RequiredChatToolMode { RequiredFunctionName: { } name } => throw ChatOptionRules.Refused($"a required call of {name}, which is not among the tools",
            "ChatOptions.ToolMode", $"Name one of: {string.Join(", ", tools.Select(tool => tool.Name))}."),
        _ => throw ChatOptionRules.Refused($"the tool mode {mode.GetType().Name}", "ChatOptions.ToolMode", "Use Auto, None, RequireAny or RequireSpecific."),
    };
}
