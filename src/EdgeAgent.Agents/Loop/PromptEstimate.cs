using EdgeAgent.Agents.Tools;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Loop;

/// <summary>Tokens guessed from characters, where no tokenizer counts them: four to a token, as English text has on average.</summary>
internal static class PromptEstimate
{
    private const int CharactersPerToken = 4;

    public static PromptMeasure Measure(List<ChatMessage> messages, ChatOptions options)
    {
        int system = messages.Where(m => m.Role == ChatRole.System).Sum(Characters);
        int tools = (options.Tools ?? []).OfType<AIFunctionDeclaration>().Sum(Characters);
        int history = messages.Where(m => m.Role != ChatRole.System).Sum(Characters);
        return new(Tokens(system), Tokens(tools), Tokens(history), options.MaxOutputTokens ?? 0, ContextLength: null, IsEstimate: true);
    }

    public static int Tokens(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;

    /// <summary>Characters of a declaration.</summary>
    public static int Characters(AIFunctionDeclaration tool) =>
        tool.Name.Length + tool.Description.Length + tool.JsonSchema.GetRawText().Length;

    /// <summary>Characters of a message as it would be written.</summary>
    public static int Characters(ChatMessage message) => message.Contents.Sum(content => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent reasoning => reasoning.Text.Length,
        FunctionCallContent call => ToolArguments.Read(call, out _).ToString().Length,
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        _ => 0,
    });
}
