namespace EdgeAgent.Agents;

/// <summary>How free string arguments are bound to what was said: to the user's messages and the tools' results of the conversation.</summary>
/// <remarks>
/// Free is a string that its schema leaves free: no <c>enum</c>, <c>const</c>, <c>pattern</c> or <c>format</c>. A small model misspells what it
/// copies ("Warsaw" becomes "Warsologna"); a client whose decoder can be held to the words of the conversation mends that. Others ignore it.
/// </remarks>
public enum ArgumentGrounding
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>What continues a word that was said is favoured; anything may be written.</summary>
    Prefer,

    /// <summary>
    /// Only what was said may be written, from the beginning of a word to the end of one. For names, codes and quoted texts; wrong for what the
    /// model must put otherwise than the user did ("at six" as 18:00). Where nothing was said that could be copied the string is free.
    /// </summary>
    Require,
}
