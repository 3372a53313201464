using System.Text.Json.Nodes;
using EdgeAgent.Templates.Jinja;
using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Parsing;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates;

/// <summary>A chat template, compiled: a program in the Jinja dialect of Hugging Face that writes a conversation as a prompt.</summary>
/// <remarks>Immutable and thread-safe: compile once, render as often as needed. The dialect is that of transformers'
/// <c>apply_chat_template</c>: Jinja 3.1 in its immutable sandbox with <c>trim_blocks</c>, <c>lstrip_blocks</c>, loop controls and the
/// <c>generation</c> tag. A template can only read what it is given, and is stopped by the limits of <see cref="ChatTemplateOptions"/>.
/// This is the bare template; <see cref="ChatPrompt"/> is what prepares a conversation for it.</remarks>
public sealed class ChatTemplate
{
    private readonly TemplateSource _source;
    private readonly TemplateProgram _program;
    private readonly ChatTemplateOptions _options;

    private ChatTemplate(TemplateSource source, TemplateProgram program, ChatTemplateOptions options)
        => (_source, _program, _options) = (source, program, options);

    /// <summary>Compiles a template's text.</summary>
    /// <exception cref="TemplateException">The text is not a template (EA2001), names something that does not exist (EA2003) or is not
    /// supported (EA2002), or nests too deep (EA2022).</exception>
    public static ChatTemplate Compile(string source, ChatTemplateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new ChatTemplateOptions();
        TemplateSource text = new(source);
        try
        {
            return new ChatTemplate(text, TemplateParser.Parse(text, options.MaxDepth), options);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw text.Error(0, ErrorCodes.TooDeep, "The template nests deeper than the stack allows.", "Simplify it, or lower MaxDepth.",
                e);
        }
    }

    /// <summary>Whether the template reads this variable: one that does not read <c>tools</c> has no way to show them.</summary>
    /// <param name="variable">The variable's name.</param>
    public bool Uses(string variable) => _program.Reads(variable);

    /// <summary>Renders the conversation as it is, without the preparation that <see cref="ChatPrompt"/> does.</summary>
    /// <exception cref="TemplateException">The template refuses the conversation (EA2012), does not fit it (EA2010, EA2011), leaves the
    /// sandbox (EA2013), or meets a limit (EA2020 to EA2022).</exception>
    public string Render(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        object tools = input.Tools is null ? JinjaNone.Value : new JinjaList(input.Tools);
        return Render(input, new JinjaList(input.Messages), tools, value => value, isGuarded: false);
    }

    /// <summary>Renders with these variables and no others, for templates that are not about messages.</summary>
    /// <inheritdoc cref="Render(ChatTemplateInput)" path="/exception"/>
    public string Render(JsonObject variables, DateTimeOffset? now = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return Run(now, isGuarded: false, name => Find(variables, name) ?? Globals.Find(name));
    }

    /// <summary>Renders values that the chat layer has prepared.</summary>
    internal string Render(ChatTemplateInput input, object messages, object tools, Func<object, object> prepareExtra, bool isGuarded)
        => Run(input.Now, isGuarded, name => name switch
        {
            "messages" => messages,
            "tools" => tools,
            "add_generation_prompt" => Boxed.Bool(input.AddGenerationPrompt),
            _ => Find(input.Extra, name) is { } extra ? prepareExtra(extra) : FindToken(input, name) ?? Globals.Find(name),
        });

    /// <summary>A value as JSON text, under this template's limits.</summary>
    internal string ToJson(object value, bool isGuarded)
    {
        RenderState state = new(_source, _options, null) { IsGuarded = isGuarded };
        using PromptBuffer output = state.Output;
        new PythonJson(state, PythonJson.Form.Default).Append(value);
        return output.Cut(0);
    }

    private string Run(DateTimeOffset? now, bool isGuarded, Func<string, object?> find)
    {
        RenderState state = new(_source, _options, now) { IsGuarded = isGuarded };
        using PromptBuffer output = state.Output;
        try
        {
            _program.Run(state, find);
            return output.Cut(0);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw state.Fail(ErrorCodes.TooDeep, "Data or calls nest deeper than the stack allows.",
                "Simplify the data, or lower MaxDepth.", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Nodes are read when the template asks for them: text that is no number, a key that comes twice.
            throw state.Fail(ErrorCodes.BadConversation, $"The JSON of the conversation cannot be read: {e.Message}", "Correct the input.",
                e);
        }
    }

    private static object? FindToken(ChatTemplateInput input, string name) => name switch
    {
        "bos_token" => input.BosToken,
        "eos_token" => input.EosToken,
        "documents" => JinjaNone.Value, // transformers always passes it
        _ => null,
    };

    private static object? Find(JsonObject? variables, string name)
        => variables is not null && variables.TryGetPropertyValue(name, out JsonNode? node) ? JsonValues.From(node) : null;
}
