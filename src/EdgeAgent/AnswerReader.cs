using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
using EdgeAgent.Tokenizers;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>
/// Turns the decoded tokens into contents: text by whole characters, a call as it grows, a call when its closing stands. Where a call
/// begins and ends is the matcher's word alone: no text is searched for tags, so what data says cannot become a call.
/// </summary>
/// <remarks>One answer's state; not thread-safe. Text ends before a stop sequence, and with it the answer; calls may hold anything.</remarks>
internal sealed class AnswerReader(
    Tokenizer tokenizer, GrammarMatcher? matcher, IReadOnlyList<AIFunctionDeclaration> tools, StopSequences? stops = null, ConfidenceMeter? confidence = null)
{
    private readonly Decoder _text = Encoding.UTF8.GetDecoder();
    private readonly List<byte> _free = []; // the answer's bytes where there is no matcher, which has them
    private int _region;        // the region of the matcher's log that is being read
    private int _read;          // bytes read so far
    private string? _callId;    // of the call that is being written
    private string? _arguments; // its arguments so far, as JSON

    private ReadOnlySpan<byte> Bytes => matcher is null ? CollectionsMarshal.AsSpan(_free) : matcher.Text;

    /// <summary>Whether a stop sequence has ended the answer.</summary>
    public bool HasStopped => stops is { HasStopped: true };

    /// <summary>Contents that these tokens complete.</summary>
    /// <param name="tokens">Token ids that the matcher has accepted.</param>
    public List<AIContent> Append(ReadOnlySpan<int> tokens)
    {
        List<AIContent> contents = [];
        if (matcher is null)
        {
            foreach (int id in tokens)
                if (!tokenizer.IsSpecial(id)) _free.AddRange(tokenizer.TokenBytes(id));
        }
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
        if (HasStopped) return;
        if (matcher is not null) ReadRegions(contents);
        bool inText = matcher is null || (_region < matcher.Regions.Length && IsText(matcher.Regions[_region].Kind));
        if (!HasStopped && (matcher is null || (ended && inText))) ReadText(contents, Bytes.Length, flush: ended);
    }

    private void ReadRegions(List<AIContent> contents)
    {
        ReadOnlySpan<MatcherRegion> regions = matcher!.Regions;
        for (; _region < regions.Length; _region++)
        {
            MatcherRegion region = regions[_region];
            bool last = _region + 1 == regions.Length;
            int end = last ? matcher.SettledLength : regions[_region + 1].Start;
            if (IsText(region.Kind)) ReadText(contents, end, flush: !last);
            else ReadCall(contents, region, end, closed: !last);
            _read = end;
            if (last || HasStopped) break;
        }
    }

    private static bool IsText(RegionKind kind) => kind is RegionKind.Text or RegionKind.Answer;

    private void ReadText(List<AIContent> contents, int end, bool flush)
    {
        ReadOnlySpan<byte> bytes = Bytes[_read..end];
        char[] characters = new char[bytes.Length + 4];
        int count = _text.GetChars(bytes, characters, flush);
        _read = end;
        string text = new(characters, 0, count);
        if (stops is not null) text = stops.Append(text) + (flush ? stops.Flush() : "");
        if (text.Length > 0) contents.Add(new TextContent(text));
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
                string arguments = matcher!.Grammar.ReadArguments(region.ToolIndex, Bytes[region.Start..end], isWhole: closed);
                if (_arguments is null || arguments.Length > _arguments.Length)
                    contents.Add(new ToolCallDelta(_callId!, tools[region.ToolIndex].Name, arguments));
                _arguments = arguments;
                break;
            case RegionKind.Closing when closed:
                contents.Add(Call(region));
                (_callId, _arguments) = (null, null);
                break;
        }
    }

    private FunctionCallContent Call(MatcherRegion closing)
    {
        Dictionary<string, object?> arguments = [];
        using JsonDocument json = JsonDocument.Parse(_arguments!);
        foreach (JsonProperty property in json.RootElement.EnumerateObject()) arguments[property.Name] = property.Value.Clone();
        FunctionCallContent call = new(_callId!, tools[closing.ToolIndex].Name, arguments);
        if (confidence is not null) call.AdditionalProperties = new() { [CallConfidence.Key] = confidence.Of(matcher!.Regions, closing) };
        return call;
    }
}
