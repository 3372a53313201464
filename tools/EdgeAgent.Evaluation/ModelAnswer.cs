using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Evaluation;

/// <summary>What one model call gave: calls and words.</summary>
/// <param name="Calls">Null where a call could not be read.</param>
/// <param name="Text">The words.</param>
/// <param name="Raw">The whole text of a run without a grammar; otherwise calls and words as a line.</param>
internal sealed record ModelAnswer(IReadOnlyList<EmittedCall>? Calls, string Text, string Raw)
{
    /// <summary>Tokens that an answer may have, as when the model was measured after its training.</summary>
    public const int MaxTokens = 160;

    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Makes one model call.</summary>
    /// <param name="client">The model.</param>
    /// <param name="messages">The whole prompt.</param>
    /// <param name="tools">What it may call.</param>
    /// <param name="constrained">Whether the client tells calls; otherwise they are looked for in its text.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<ModelAnswer> GetAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, IReadOnlyList<AIFunctionDeclaration> tools, bool constrained,
        CancellationToken cancellationToken)
    {
        ChatResponse response = await client.GetResponseAsync(
            messages, new ChatOptions { Tools = [.. tools], MaxOutputTokens = MaxTokens }, cancellationToken);
        string text = response.Text;
        if (!constrained)
        {
            (IReadOnlyList<EmittedCall>? found, string rest) = ToolCallText.Parse(text);
            return new ModelAnswer(found, rest, text);
        }
        return Of(response);
    }

    /// <summary>What a client that tells calls answered.</summary>
    public static ModelAnswer Of(ChatResponse response)
    {
        string text = response.Text;
        EmittedCall[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(Call)];
        return new ModelAnswer(calls, text, string.Join(' ', calls.Select(call => call.ToString()).Append(text)).Trim());
    }

    private static EmittedCall Call(FunctionCallContent call) =>
        new(call.Name, call.Arguments is null ? default : JsonSerializer.SerializeToElement(call.Arguments, Compact));
}
