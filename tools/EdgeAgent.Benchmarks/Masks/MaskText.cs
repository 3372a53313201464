using System.Text;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>Bytes for people to read: shortened, and parts of characters as U+FFFD.</summary>
internal static class MaskText
{
    /// <summary>The beginning.</summary>
    public static string Shown(ReadOnlySpan<byte> text, int limit)
        => text.Length <= limit ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..limit]) + "…";

    /// <summary>The end.</summary>
    public static string ShownEnd(ReadOnlySpan<byte> text, int limit)
        => text.Length <= limit ? Encoding.UTF8.GetString(text) : "…" + Encoding.UTF8.GetString(text[^limit..]);
}
