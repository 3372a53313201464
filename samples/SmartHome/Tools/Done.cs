using System.Text.Json.Serialization;

namespace SmartHome.Tools;

/// <summary>The result of a tool that only does something: <c>{"ok": true}</c>.</summary>
public sealed record Done([property: JsonPropertyName("ok")] bool IsDone)
{
    /// <summary>It worked; what did not is an exception.</summary>
    public static Done Ok { get; } = new(true);
}
