namespace EdgeAgent.Templates;

/// <summary>From a conversation to the prompt of one model: prepares the messages, guards the data, renders the template.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ChatPrompt
{
    /// <summary>Text that presents tools to a model whose template has none.</summary>
    public const string DefaultToolsWording = "";

    /// <summary>Joins a template with what is known of its model.</summary>
    public ChatPrompt(ChatTemplate template, ChatPromptOptions options) { }

    /// <summary>Renders one prompt.</summary>
    public string Render(ChatTemplateInput input) => throw new NotSupportedException();
}
