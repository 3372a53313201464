using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
using EdgeAgent.Tokenizers;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>
/// Turns the decoded tokens into contents: text by whole characters, a call as it grows, a call when its closing tag stands. Where a call
/// begins and ends is the matcher's word alone: no text is searched for tags, so what data says cannot become a call.
/// </summary>
/// <remarks>One answer's state; not thread-safe.</remarks>
internal sealed class AnswerReader(Tokenizer tokenizer, GrammarMatcher? matcher, IReadOnlyList<AIFunctionDeclaration> tools, ConfidenceMeter? confidence)
{
    private readonly Decoder _text = Encoding.UTF8.GetDecoder();
    private readonly List<byte> _bytes = [];
    private int _region;      // the region of the matcher's log that is being read
    private int _read;        // bytes read so far
    private string? _callId;  // of the call that is being written
    private int _arguments;   // where its arguments begin
    private int _told;        // bytes of arguments in the last delta

    /// <summary>Contents that these tokens complete.</summary>
    /// <param name="tokens">Token ids that the matcher has accepted.</param>
    public List<AIContent> Append(ReadOnlySpan<int> tokens)
    {
        List<AIContent> contents = [];
        foreach (int id in tokens)
            if (!tokenizer.IsSpecial(id)) _bytes.AddRange(tokenizer.TokenBytes(id));
        Read(contents, ended: false);
        return contents;
    }

    /// <summary>What is left when the answer has ended: text of an unfinished character, or of a trigger that never came. A half call is dropped.</summary>
    public List<AIContent> Finish()
    {
        List<AIContent> contents = [];
        Read(contents, ended: true);
        return contents;
    }

    private void Read(List<AIContent> contents, bool ended)
    {
        if (matcher is not null) ReadRegions(contents);
        bool inText = matcher is null || (_region < matcher.Regions.Length && IsText(matcher.Regions[_region].Kind));
        if (matcher is null || (ended && inText)) ReadText(contents, _bytes.Count, flush: ended);
    }

    private void ReadRegions(List<AIContent> contents)
    {
        ReadOnlySpan<MatcherRegion> regions = matcher!.Regions;
        for (; _region < regions.Length; _region++)
        {
            MatcherRegion region = regions[_region];
            bool last = _region + 1 == regions.Length;
            int end = last ? Math.Min(matcher.SettledLength, _bytes.Count) : regions[_region + 1].Start;
            if (IsText(region.Kind)) ReadText(contents, end, flush: !last);
            else ReadCall(contents, region, end, closed: !last);
            _read = end;
            if (last) break;
        }
    }

    private static bool IsText(RegionKind kind) => kind is RegionKind.Text or RegionKind.Answer;

    private void ReadText(List<AIContent> contents, int end, bool flush)
    {
        Span<byte> bytes = CollectionsMarshal.AsSpan(_bytes)[_read..end];
        char[] characters = new char[bytes.Length + 4];
        int count = _text.GetChars(bytes, characters, flush);
        _read = end;
        if (count > 0) contents.Add(new TextContent(new string(characters, 0, count)));
    }

    private void ReadCall(List<AIContent> contents, MatcherRegion region, int end, bool closed)
    {
        switch (region.Kind)
        {
            case RegionKind.Opening when _callId is null:
                _callId = $"call_{Guid.NewGuid():N}";
                contents.Add(new ToolCallDelta(_callId, null, ""));
                break;
            case RegionKind.Arguments:
                _arguments = region.Start;
                if (end - _arguments > _told || _told == 0)
                    contents.Add(new ToolCallDelta(_callId!, tools[region.ToolIndex].Name, ArgumentsText(end)));
                _told = end - _arguments;
                break;
            case RegionKind.Closing when closed:
                contents.Add(Call(region));
                (_callId, _told) = (null, 0);
                break;
        }
    }

    private FunctionCallContent Call(MatcherRegion closing)
    {
        Dictionary<string, object?> arguments = [];
        using JsonDocument json = JsonDocument.Parse(ArgumentsText(closing.Start));
        foreach (JsonProperty property in json.RootElement.EnumerateObject()) arguments[property.Name] = property.Value.Clone();
        FunctionCallContent call = new(_callId!, tools[closing.ToolIndex].Name, arguments);
        if (confidence is not null) call.AdditionalProperties = new() { [CallConfidence.Key] = confidence.Of(matcher!.Regions, closing) };
        return call;
    }

    /// <summary>The arguments from their beginning; the matcher lets no character be cut off but the last.</summary>
    private string ArgumentsText(int end)
    {
        ReadOnlySpan<byte> bytes = CollectionsMarshal.AsSpan(_bytes)[_arguments..end];
        while (bytes.Length > 0 && !Utf8.IsValid(bytes)) bytes = bytes[..^1];
        return Encoding.UTF8.GetString(bytes);
    }
}
