using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>The messages of a model call: the instructions once, then of the conversation what a cut leaves.</summary>
internal sealed class CutPrompt
{
    private readonly List<string> _shortened = [];
    private readonly List<ChatMessage> _dropped = [];

    public CutPrompt(string? instructions, IReadOnlyList<ChatMessage> conversation, ContextCut cut)
    {
        bool hasOwn = conversation is [{ } first, ..] && first.Role == ChatRole.System;
        if (!string.IsNullOrEmpty(instructions) && !hasOwn) Messages.Add(new(ChatRole.System, instructions));
        for (int i = 0; i < conversation.Count; i++)
        {
            ChatMessage message = conversation[i];
            if (i < cut.FirstKept && message.Role != ChatRole.System) _dropped.Add(message);
            else Messages.Add(i < cut.ShortenedBefore ? Shorten(message) : message);
        }
    }

    /// <summary>What the model reads.</summary>
    public List<ChatMessage> Messages { get; } = [];

    /// <summary>What it does not.</summary>
    public IReadOnlyList<ChatMessage> Dropped => _dropped;

    /// <summary>The calls whose results it reads shortened.</summary>
    public IReadOnlyList<string> Shortened => _shortened;

    private ChatMessage Shorten(ChatMessage message)
    {
        ChatMessage shown = ShortResults.Shorten(message);
        // What is not a long result is the same object.
        _shortened.AddRange(message.Contents.Zip(shown.Contents).Where(c => !ReferenceEquals(c.First, c.Second))
            .Select(c => ((FunctionResultContent)c.First).CallId));
        return shown;
    }
}
