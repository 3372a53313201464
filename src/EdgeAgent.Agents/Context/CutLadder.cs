using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Context;

/// <summary>The cuts that may follow a cut, each leaving out a little more than the one before.</summary>
internal sealed class CutLadder
{
    /// <param name="messages">The conversation.</param>
    /// <param name="before">The cut so far.</param>
    /// <param name="kept">The first message of the turns that are never dropped.</param>
    /// <param name="contextLength">The window that the cuts are for.</param>
    public CutLadder(IReadOnlyList<ChatMessage> messages, ContextCut before, int kept, int contextLength)
    {
        ContextCut cut = before with { ContextLength = contextLength };
        Shorten(Old, messages, ref cut, kept);
        foreach (int start in ConversationTurns.Starts(messages).Where(s => s > before.FirstKept && s <= kept))
            Old.Add(cut = cut with { FirstKept = start });
        Shorten(Kept, messages, ref cut, messages.Count);
    }

    /// <summary>First the old results shortened, the oldest first; then the old turns dropped.</summary>
    public List<ContextCut> Old { get; } = [];

    /// <summary>After all of <see cref="Old"/>: the results of the turns that stay shortened too, the oldest first.</summary>
    public List<ContextCut> Kept { get; } = [];

    private static void Shorten(List<ContextCut> cuts, IReadOnlyList<ChatMessage> messages, ref ContextCut cut, int end)
    {
        for (int i = Math.Max(cut.FirstKept, cut.ShortenedBefore); i < end; i++)
            if (!ReferenceEquals(ShortResults.Shorten(messages[i]), messages[i])) cuts.Add(cut = cut with { ShortenedBefore = i + 1 });
    }
}
