namespace EdgeAgent.Agents.Context;

/// <summary>What the prompts of a conversation leave out, by places in its messages.</summary>
/// <remarks>It only ever grows, and by large steps: so prompts share their beginning from call to call, which a prefix cache needs.</remarks>
/// <param name="FirstKept">Messages before this one are left out, but for system messages.</param>
/// <param name="ShortenedBefore">Tool results before this message are shortened.</param>
/// <param name="ContextLength">The window it was made for; null when nothing is cut.</param>
internal sealed record ContextCut(int FirstKept, int ShortenedBefore, int? ContextLength)
{
    public static ContextCut None { get; } = new(0, 0, null);
}
