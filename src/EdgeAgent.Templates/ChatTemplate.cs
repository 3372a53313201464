using System.Text.Json.Nodes;

namespace EdgeAgent.Templates;

/// <summary>A chat template, compiled: a program in the Jinja dialect of Hugging Face that writes a conversation as a prompt.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ChatTemplate
{
    private ChatTemplate() { }

    /// <summary>Compiles a template's text.</summary>
    /// <exception cref="TemplateException">The text is not a template, or asks for something that is not supported.</exception>
    public static ChatTemplate Compile(string source, ChatTemplateOptions? options = null) => new();

    /// <summary>Renders the conversation as it is, without the chat layer's preparation.</summary>
    public string Render(ChatTemplateInput input) => throw new NotSupportedException();

    /// <summary>Renders with these variables alone.</summary>
    public string Render(JsonObject variables, DateTimeOffset? now = null) => throw new NotSupportedException();
}
