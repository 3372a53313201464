using EdgeAgent.Templates.Jinja;
using EdgeAgent.Templates.Jinja.Values;
using EdgeAgent.Templates.Messages;

namespace EdgeAgent.Templates;

/// <summary>From a conversation to the prompt of one model: prepares the messages, guards the data, renders the template.</summary>
/// <remarks>Immutable and thread-safe. The prompt may hold U+FDD0 inside of text that looks like an added token: encode it with a
/// tokenizer that drops these marks.</remarks>
public sealed class ChatPrompt
{
    /// <summary>The text that presents tools to a model whose template has no place for them: that of Nesso's template, whose form of tool
    /// calls goes with it. <c>{tools}</c> stands for the tools' JSON, one after another.</summary>
    public const string DefaultToolsWording =
        "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
        + "You are provided with function signatures within <tools></tools> XML tags:\n<tools>{tools}</tools>\n\n"
        + "For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n"
        + "<tool_call>\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>";

    private readonly ChatTemplate _template;
    private readonly ChatPromptOptions _options;
    private readonly DataGuard? _guard;
    private readonly ToolRewriting? _rewriting;

    /// <summary>Joins a template with what is known of its model.</summary>
    public ChatPrompt(ChatTemplate template, ChatPromptOptions options)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        (_template, _options) = (template, options);
        if (options.GuardData) _guard = new DataGuard(options.AddedTokens);
        if (options.ToolCalls == ToolCallStyle.Rewritten)
            _rewriting = new ToolRewriting(options.ToolsWording ?? DefaultToolsWording, value => template.ToJson(value, options.GuardData));
    }

    /// <summary>Renders one prompt.</summary>
    /// <exception cref="TemplateException">The conversation is empty or malformed (EA2030), cannot be continued (EA2031) or written for a
    /// template without tools (EA2032); or an error of <see cref="ChatTemplate.Render(ChatTemplateInput)"/>.</exception>
    public string Render(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input is { ContinueFinalMessage: true, AddGenerationPrompt: true })
            throw FinalMessage.Bad("The prompt cannot both continue the last message and open a new one.");
        try
        {
            return RenderPrepared(input);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new TemplateException(ErrorCodes.TooDeep, "The JSON of the conversation nests deeper than the stack allows.",
                "messages, tools or extra", "Simplify it.", inner: e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw MessagePreparation.Bad($"The JSON of the conversation cannot be read: {e.Message}", "messages, tools or extra",
                "Correct it.", e);
        }
    }

    private string RenderPrepared(ChatTemplateInput input)
    {
        List<Message> messages = MessagePreparation.Prepare(input.Messages);
        object tools = input.Tools is null ? JinjaNone.Value : new JinjaList(input.Tools);
        if (_guard is not null)
        {
            foreach (Message message in messages) _guard.Apply(message);
            tools = _guard.Apply(tools);
        }
        if (_rewriting is not null) messages = _rewriting.Apply(messages, tools);
        if (!_options.SupportsSystem) SystemMerging.Apply(messages);
        if (input.ContinueFinalMessage) FinalMessage.AddTag(messages);
        JinjaList prepared = new([.. messages.Select(m => m.ToDict())]);
        string prompt = _template.Render(input, prepared, tools, GuardExtra, isGuarded: _guard is not null);
        if (input.ContinueFinalMessage) prompt = FinalMessage.Cut(prompt);
        return _guard is null ? prompt : DataGuard.Finish(prompt);
    }

    // Plain texts among the extra variables are the application's own (a mark, a mode); lists and objects hold data (documents, tools).
    private object GuardExtra(object value) => value is JinjaDict or JinjaList && _guard is not null ? _guard.Apply(value) : value;
}
