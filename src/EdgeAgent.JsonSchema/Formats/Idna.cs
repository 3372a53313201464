namespace EdgeAgent.JsonSchema.Formats;

internal static class Idna
{
    public static bool IsValidALabel(ReadOnlySpan<char> label) => label.Length > 4;
    public static bool IsHostname(ReadOnlySpan<char> text) => HostnameFormat.IsHostname(text, true);
}
