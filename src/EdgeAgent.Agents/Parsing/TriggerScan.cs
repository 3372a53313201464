using System.Buffers;

namespace EdgeAgent.Agents.Parsing;

/// <summary>Finds the first trigger in a text, or the first place where one may be growing.</summary>
internal sealed class TriggerScan
{
    private const int MaxFenceHead = 32;

    private static readonly SearchValues<char> First = SearchValues.Create("<[`{");
    private static readonly SearchValues<char> FenceHead = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_- \t\r\n");

    private readonly (string Text, Trigger Trigger)[] _tags;
    private readonly bool _bareJson, _fences;

    public TriggerScan(ToolCallFormats formats)
    {
        List<(string, Trigger)> tags = [("<think>", Trigger.Thinking)];
        // Qwen3-Coder's calls stand inside the same tag as Hermes' or alone.
        if ((formats & (ToolCallFormats.Hermes | ToolCallFormats.QwenCoder)) != 0) tags.Add((JsonExtent.OpeningTag, Trigger.Hermes));
        if (formats.HasFlag(ToolCallFormats.QwenCoder)) tags.Add((ParameterTags.Function, Trigger.Function));
        if (formats.HasFlag(ToolCallFormats.Mistral)) tags.Add(("[TOOL_CALLS]", Trigger.Mistral));
        if (formats.HasFlag(ToolCallFormats.Llama3)) tags.Add(("<|python_tag|>", Trigger.PythonTag));
        _tags = [.. tags];
        (_bareJson, _fences) = (formats.HasFlag(ToolCallFormats.Llama3), formats.HasFlag(ToolCallFormats.FencedJson));
    }

    /// <summary>Looks for a trigger.</summary>
    /// <param name="text">The text.</param>
    /// <param name="atStart">Nothing but white space was said before it, or calls in bare JSON.</param>
    /// <param name="ended">No more will come.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">Its characters, up to the call's own text.</param>
    public Trigger Find(ReadOnlySpan<char> text, bool atStart, bool ended, out int start, out int length)
    {
        for (start = 0, length = 0; start < text.Length; start++)
        {
            int next = text[start..].IndexOfAny(First);
            if (next < 0) break;
            start += next;
            bool first = atStart && text[..start].IsWhiteSpace();
            if (Match(text[start..], first, ended, out length) is var trigger and not Trigger.None) return trigger;
        }
        start = text.Length;
        return Trigger.None;
    }

    private Trigger Match(ReadOnlySpan<char> text, bool first, bool ended, out int length)
    {
        length = 0;
        if (text[0] == '{') return first && _bareJson ? Trigger.BareJson : Trigger.None;
        if (text[0] == '`') return _fences ? MatchFence(text, ended, out length) : Trigger.None;
        foreach ((string tag, Trigger trigger) in _tags)
        {
            length = tag.Length;
            if (text.StartsWith(tag, StringComparison.Ordinal)) return trigger;
            if (!ended && tag.AsSpan().StartsWith(text, StringComparison.Ordinal)) return Trigger.Perhaps;
        }
        length = 0;
        return first && _bareJson && text[0] == '[' ? Trigger.BareJson : Trigger.None;
    }

    private static Trigger MatchFence(ReadOnlySpan<char> text, bool ended, out int length)
    {
        length = 0;
        if (!text.StartsWith("```")) return !ended && text.Length < 3 && text.IndexOfAnyExcept('`') < 0 ? Trigger.Perhaps : Trigger.None;
        int head = text[3..].IndexOfAnyExcept(FenceHead);
        if (head < 0) return !ended && text.Length < 3 + MaxFenceHead ? Trigger.Perhaps : Trigger.None;
        length = 3 + head;
        return head < MaxFenceHead && text[length] is '{' or '[' && text.Slice(3, head).Contains('\n') ? Trigger.Fence : Trigger.None;
    }
}
