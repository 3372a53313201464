namespace EdgeAgent.Agents.Loop;

/// <summary>The last words of a turn that a limit ended.</summary>
internal static class StopTexts
{
    public static string For(StopReason reason) => reason switch
    {
        StopReason.Length or StopReason.MaxOutputTokens => "I stopped: the answer became too long.",
        StopReason.ContentFilter => "I cannot answer that.",
        StopReason.MaxDuration => "I stopped: it took too long.",
        StopReason.RepeatedCall => "I stopped: I was repeating the same call.",
        _ => "I stopped: it took more steps than I may take.",
    };
}
