using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
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
internal sealed record ChatRequest(
    int[] Prompt, CompiledGrammar? Grammar, IReadOnlyList<AIFunctionDeclaration> Tools, SpanSources? Sources, int MaxTokens)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="LocalModelException">An option or a content that the model cannot honour.</exception>
    public static ChatRequest Read(LocalModel model, LocalChatOptions defaults, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        RefuseUnsupported(model, options);
        IReadOnlyList<AIFunctionDeclaration> tools = Declarations(options);
        int[] prompt = Encode(model, Render(model, messages, options, tools));
        GroundingPlan grounding = GroundingPlan.Read(defaults.Grounding, options, tools);
        CompiledGrammar? grammar = defaults.Constrain ? Compile(model, options, tools, grounding, cancellationToken) : null;
        SpanSources? sources = grammar?.Tools is not null && grounding.BindsAny ? SpanSources.Of(messages) : null;
        return new(prompt, grammar, tools, sources, options?.MaxOutputTokens ?? defaults.MaxOutputTokens);
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
        });
    }

    /// <summary>The ids of a rendered prompt.</summary>
    public static int[] Encode(LocalModel model, string prompt) => model.Tokenizer.Encode(prompt, new EncodeOptions { DropDataMarks = true });

    /// <summary>The request's tools as declarations.</summary>
    public static IReadOnlyList<AIFunctionDeclaration> Declarations(ChatOptions? options) =>
        [.. (options?.Tools ?? []).Select((tool, index) => tool as AIFunctionDeclaration ?? throw Refused($"the tool {tool.Name} ({tool.GetType().Name})",
            $"ChatOptions.Tools[{index}]", "Give functions: AIFunctionFactory.Create, or any AIFunctionDeclaration."))];

    private static CompiledGrammar? Compile(LocalModel model, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools, GroundingPlan grounding, CancellationToken cancellationToken)
    {
        JsonElement? answer = options?.ResponseFormat is ChatResponseFormatJson json ? json.Schema ?? AnyObject : null;
        if (tools.Count == 0 && options?.ToolMode is RequiredChatToolMode) throw Refused("a required tool call without tools", "ChatOptions.ToolMode", "Give the tools too.");
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
        RequiredChatToolMode { RequiredFunctionName: { } name } => throw Refused($"a required call of {name}, which is not among the tools",
            "ChatOptions.ToolMode", $"Name one of: {string.Join(", ", tools.Select(tool => tool.Name))}."),
        _ => throw Refused($"the tool mode {mode.GetType().Name}", "ChatOptions.ToolMode", "Use Auto, None, RequireAny or RequireSpecific."),
    };

    private static void RefuseUnsupported(LocalModel model, ChatOptions? options)
    {
        if (options is null) return;
        RefuseSampling(options);
        if (options.StopSequences is { Count: > 0 }) throw Refused("stop sequences", "ChatOptions.StopSequences", "Leave them out; bound the answer with MaxOutputTokens.");
        if (options.ConversationId is not null) throw Refused("a stored conversation", "ChatOptions.ConversationId", "Send the messages with each request.");
        if (options.ModelId is { } id && id != model.Package.Descriptor.Id)
            throw Refused($"the model {id}", "ChatOptions.ModelId", $"This client has {model.Package.Descriptor.Id}: load another model for another client.");
        if (options.MaxOutputTokens is < 1) throw Refused($"{options.MaxOutputTokens} output tokens", "ChatOptions.MaxOutputTokens", "Allow one token at least.");
    }

    /// <summary>Decoding is greedy: options that mean the same are taken, others refused.</summary>
    private static void RefuseSampling(ChatOptions options)
    {
        const string Fix = "Leave it out: this version decodes greedily, so a run can be repeated.";
        if (options.Temperature is not (null or 0)) throw Refused("a temperature", "ChatOptions.Temperature", Fix);
        if (options.TopP is not (null or 1)) throw Refused("top-p sampling", "ChatOptions.TopP", Fix);
        if (options.TopK is not (null or 1)) throw Refused("top-k sampling", "ChatOptions.TopK", Fix);
        if (options.FrequencyPenalty is not (null or 0)) throw Refused("a frequency penalty", "ChatOptions.FrequencyPenalty", Fix);
        if (options.PresencePenalty is not (null or 0)) throw Refused("a presence penalty", "ChatOptions.PresencePenalty", Fix);
    }

    private static LocalModelException Refused(string what, string where, string fix) => new("EA5503", $"The local model does not take {what}.", where, fix);
}
