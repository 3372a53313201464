namespace EdgeAgent.Templates;

/// <summary>Templates for the families whose files carry none.</summary>
public static class BuiltInTemplates
{
    /// <summary>ChatML with tools, as Nesso-0.4B was trained.</summary>
    public const string Nesso = "";

    /// <summary>Plain ChatML (Open-Zagreus).</summary>
    public const string ChatMl = "";

    /// <summary>cerbero-7b.</summary>
    public const string Cerbero = "";

    /// <summary>LLaMAntino-2-chat.</summary>
    public const string Llamantino2 = "";

    /// <summary>APT3-1B.</summary>
    public const string Apt3 = "";
}
